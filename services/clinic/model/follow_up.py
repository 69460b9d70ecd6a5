"""After the clinic. Pure."""

from services.clinic.model.state import Clinic, evolve
from shared.contracts import clinic as c
from shared.contracts.types import When


@evolve.on
def closed(clinic: Clinic, event: c.ClinicClosed) -> Clinic:
    return clinic.model_copy(
        update={"status": "closed", "follow_up": When.of(event.follow_up_at, event.zone), "advisers": event.advisers}
    )


@evolve.on
def reported(clinic: Clinic, event: c.FollowUpReported) -> Clinic:
    return clinic.model_copy(update={"status": "reported", "report": event.text})

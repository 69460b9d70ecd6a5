"""Who leads. Pure."""

from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.domain import Evolver

evolve: Evolver[Clinic] = Evolver()


@evolve.on
def facilitation_handed_over(clinic: Clinic, event: c.FacilitationHandedOver) -> Clinic:
    return _with_new_facilitator(clinic, event)


@evolve.on
def facilitation_taken_over(clinic: Clinic, event: c.FacilitationTakenOver) -> Clinic:
    return _with_new_facilitator(clinic, event)


def _with_new_facilitator(clinic: Clinic, event: c.FacilitationHandedOver | c.FacilitationTakenOver) -> Clinic:
    return clinic.model_copy(
        update={
            "facilitator_id": event.facilitator_id,
            "led_before": (clinic.led_before | {event.from_id}) - {event.facilitator_id},
            "led_since": event.at,
        }
    )

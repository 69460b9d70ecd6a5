"""A case before its clinic: proposed, given its protocol and its time, or cancelled. Pure."""

from services.clinic.domain.clinic.state import DESCRIBED, Clinic
from shared.contracts import clinic as c
from shared.contracts.types import When
from shared.domain import Evolver

evolve: Evolver[Clinic] = Evolver()


@evolve.on
def case_proposed(_: Clinic | None, event: c.CaseProposed) -> Clinic:
    return Clinic(
        id=event.clinic_id,
        community_id=event.community_id,
        presenter_id=event.presenter_id,
        title=event.title,
        question=event.question,
        need=event.need,
        urgency=event.urgency,
        actual=event.actual,
    )


@evolve.on
def case_described(clinic: Clinic, event: c.CaseDescribed) -> Clinic:
    return clinic.model_copy(update={name: getattr(event, name) for name in DESCRIBED})


@evolve.on
def protocol_chosen(clinic: Clinic, event: c.ProtocolChosen) -> Clinic:
    return clinic.model_copy(update={"protocol": event.definition})


@evolve.on
def clinic_scheduled(clinic: Clinic, event: c.ClinicScheduled) -> Clinic:
    return clinic.model_copy(
        update={
            "status": "scheduled",
            "starts": When.of(event.starts_at, event.zone),
            "facilitator_id": event.facilitator_id,
            "minutes": event.minutes,
            "available": event.available,
            "hard_stop": event.hard_stop,
            "moving_on": event.moving_on,
        }
    )


@evolve.on
def clinic_cancelled(clinic: Clinic, event: c.ClinicCancelled) -> Clinic:
    return clinic.model_copy(update={"status": "cancelled", "reason": event.reason})

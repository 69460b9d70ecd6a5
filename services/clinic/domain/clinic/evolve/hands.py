"""Who would like to speak, and who has the floor. Pure."""

from services.clinic.domain.clinic.records import Share
from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.domain import Evolver

evolve: Evolver[Clinic] = Evolver()


@evolve.on
def hand_raised(clinic: Clinic, event: c.HandRaised) -> Clinic:
    return clinic.model_copy(update={"hands": clinic.hands.put(event.member_id, event.at)})


@evolve.on
def hand_lowered(clinic: Clinic, event: c.HandLowered) -> Clinic:
    return clinic.model_copy(update={"hands": clinic.hands.drop(event.member_id)})


@evolve.on
def member_called_on(clinic: Clinic, event: c.MemberCalledOn) -> Clinic:
    share = clinic.shares.get(event.member_id, Share())
    heard = share.model_copy(update={"called_on": share.called_on + 1})
    return clinic.model_copy(
        update={
            "hands": clinic.hands.drop(event.member_id),
            "called_on": event.member_id,
            "shares": clinic.shares.put(event.member_id, heard),
        }
    )

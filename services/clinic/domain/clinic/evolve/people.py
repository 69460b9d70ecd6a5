"""Who could facilitate, who is invited and what they answered. Pure."""

from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.domain import Evolver

evolve: Evolver[Clinic] = Evolver()


@evolve.on
def facilitating_offered(clinic: Clinic, event: c.FacilitatingOffered) -> Clinic:
    return clinic.model_copy(update={"would_facilitate": (*clinic.would_facilitate, event.member_id)})


@evolve.on
def facilitating_taken_back(clinic: Clinic, event: c.FacilitatingTakenBack) -> Clinic:
    left = tuple(name for name in clinic.would_facilitate if name != event.member_id)
    return clinic.model_copy(update={"would_facilitate": left})


@evolve.on
def people_invited(clinic: Clinic, event: c.PeopleInvited) -> Clinic:
    known = clinic.invited
    for member in event.member_ids:
        known = known.put(member, "unknown")
    return clinic.model_copy(update={"invited": known})


@evolve.on
def person_uninvited(clinic: Clinic, event: c.PersonUninvited) -> Clinic:
    return clinic.model_copy(update={"invited": clinic.invited.drop(event.member_id)})


@evolve.on
def invitation_answered(clinic: Clinic, event: c.InvitationAnswered) -> Clinic:
    return clinic.model_copy(update={"invited": clinic.invited.put(event.member_id, event.answer)})

"""Who has been there: members with a related experience. Pure."""

from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.domain import Evolver

evolve: Evolver[Clinic] = Evolver()


@evolve.on
def experience_offered(clinic: Clinic, event: c.ExperienceOffered) -> Clinic:
    return clinic.model_copy(update={"been_there": clinic.been_there.put(event.member_id, event.note)})


@evolve.on
def experience_taken_back(clinic: Clinic, event: c.ExperienceTakenBack) -> Clinic:
    return clinic.model_copy(update={"been_there": clinic.been_there.drop(event.member_id)})

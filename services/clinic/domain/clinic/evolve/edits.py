"""What becomes of a contribution. What was withdrawn, or had other words before, is in no state and no view. Pure."""

from services.clinic.domain.clinic.contribution_record import removed, replaced
from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.domain import Evolver

evolve: Evolver[Clinic] = Evolver()


@evolve.on
def contribution_edited(clinic: Clinic, event: c.ContributionEdited) -> Clinic:
    contribution = clinic.contributions[event.contribution_id]
    words = {"text": event.text, "story": event.story, "edited_at": event.at}
    return clinic.model_copy(update=replaced(clinic, contribution.model_copy(update=words)))


@evolve.on
def contribution_withdrawn(clinic: Clinic, event: c.ContributionWithdrawn) -> Clinic:
    return clinic.model_copy(update=removed(clinic, clinic.contributions[event.contribution_id]))


@evolve.on
def me_too_said(clinic: Clinic, event: c.MeTooSaid) -> Clinic:
    contribution = clinic.contributions[event.contribution_id]
    agreed = contribution.model_copy(update={"me_too": (*contribution.me_too, event.member_id)})
    return clinic.model_copy(update={"contributions": clinic.contributions.put(contribution.id, agreed)})


@evolve.on
def me_too_taken_back(clinic: Clinic, event: c.MeTooTakenBack) -> Clinic:
    contribution = clinic.contributions[event.contribution_id]
    left = tuple(member for member in contribution.me_too if member != event.member_id)
    return clinic.model_copy(
        update={
            "contributions": clinic.contributions.put(contribution.id, contribution.model_copy(update={"me_too": left}))
        }
    )

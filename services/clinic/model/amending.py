"""What becomes of a contribution. What was withdrawn, or had other words before, is in no state and no view. Pure."""

from services.clinic.model.contributions import more
from services.clinic.model.state import Clinic, Contribution, Share, evolve
from shared.contracts import clinic as c
from shared.contracts.types import Id
from shared.domain.collections import Shelf


@evolve.on
def edited(clinic: Clinic, event: c.ContributionEdited) -> Clinic:
    before = clinic.contributions[event.contribution_id]
    now = before.model_copy(update={"text": event.text, "story": event.story, "edited_at": event.at})
    shares = more(clinic, before, -1)
    counted = clinic.model_copy(update={"shares": shares})
    return clinic.model_copy(
        update={"contributions": clinic.contributions.put(now.id, now), "shares": more(counted, now, 1)}
    )


@evolve.on
def withdrawn(clinic: Clinic, event: c.ContributionWithdrawn) -> Clinic:
    one = clinic.contributions[event.contribution_id]
    shares = more(clinic, one, -1)
    return clinic.model_copy(
        update={
            "contributions": _without(clinic.contributions, one),
            "shares": shares,
            "advisers": _advisers(clinic, one, shares[one.member_id]),
        }
    )


def _without(shelf: Shelf[Id, Contribution], one: Contribution) -> Shelf[Id, Contribution]:
    """Its place stays while something belongs to it, and goes with the last of that."""
    if one.replies:
        emptied = {"text": "", "withdrawn": True, "story": False, "me_too": (), "edited_at": None}
        return shelf.put(one.id, one.model_copy(update=emptied))
    shelf = shelf.drop(one.id)
    answered = shelf.get(one.about) if one.about else None
    if answered is None:
        return shelf
    answered = answered.model_copy(update={"replies": answered.replies - 1})
    return _without(shelf, answered) if answered.withdrawn else shelf.put(answered.id, answered)


def _advisers(clinic: Clinic, one: Contribution, share: Share) -> tuple[Id, ...]:
    if share.advice:
        return clinic.advisers
    return tuple(adviser for adviser in clinic.advisers if adviser != one.member_id)


@evolve.on
def me_too_said(clinic: Clinic, event: c.MeTooSaid) -> Clinic:
    one = clinic.contributions[event.contribution_id]
    agreed = one.model_copy(update={"me_too": (*one.me_too, event.member_id)})
    return clinic.model_copy(update={"contributions": clinic.contributions.put(one.id, agreed)})


@evolve.on
def me_too_taken_back(clinic: Clinic, event: c.MeTooTakenBack) -> Clinic:
    one = clinic.contributions[event.contribution_id]
    left = tuple(member for member in one.me_too if member != event.member_id)
    return clinic.model_copy(
        update={"contributions": clinic.contributions.put(one.id, one.model_copy(update={"me_too": left}))}
    )

"""The contributions of a clinic, and how they are counted for their authors: added, replaced or removed. Pure."""

from services.clinic.domain.clinic.records import Contribution, Share
from services.clinic.domain.clinic.state import Clinic
from shared.contracts.protocol import ADVICE
from shared.contracts.types import Id
from shared.domain.collections import Shelf


def counted(clinic: Clinic, contribution: Contribution, times: int) -> Shelf[Id, Share]:
    """Everybody's shares with this contribution counted, or (-1 times) no longer counted."""
    share = clinic.shares.get(contribution.member_id, Share())
    now = share.model_copy(
        update={
            "contributions": share.contributions + times,
            "characters": share.characters + times * len(contribution.text),
            "advice": share.advice + times * (contribution.kind in ADVICE),
            "last_at": contribution.at if share.last_at is None else max(share.last_at, contribution.at),
        }
    )
    return clinic.shares.put(contribution.member_id, now)


def added(clinic: Clinic, contribution: Contribution) -> dict[str, object]:
    """What changes when something is said."""
    shelf = clinic.contributions.put(contribution.id, contribution)
    return {"contributions": _answered(shelf, contribution.about, 1), "shares": counted(clinic, contribution, 1)}


def replaced(clinic: Clinic, contribution: Contribution) -> dict[str, object]:
    """What changes when a contribution is put anew: other words, or about something else."""
    before = clinic.contributions[contribution.id]
    shelf = clinic.contributions.put(contribution.id, contribution)
    if before.about != contribution.about:
        shelf = _answered(_answered(shelf, before.about, -1), contribution.about, 1)
    less = clinic.model_copy(update={"shares": counted(clinic, before, -1)})
    return {"contributions": shelf, "shares": counted(less, contribution, 1)}


def removed(clinic: Clinic, contribution: Contribution) -> dict[str, object]:
    """What changes when a contribution is taken back. Its place stays while something belongs to it."""
    shares = counted(clinic, contribution, -1)
    advisers = clinic.advisers
    if not shares[contribution.member_id].advice:
        advisers = tuple(adviser for adviser in advisers if adviser != contribution.member_id)
    return {"contributions": _without(clinic.contributions, contribution), "shares": shares, "advisers": advisers}


def _without(shelf: Shelf[Id, Contribution], contribution: Contribution) -> Shelf[Id, Contribution]:
    if contribution.replies:
        emptied = {"text": "", "withdrawn": True, "story": False, "me_too": (), "edited_at": None}
        return shelf.put(contribution.id, contribution.model_copy(update=emptied))
    return _answered(shelf.drop(contribution.id), contribution.about, -1)


def _answered(shelf: Shelf[Id, Contribution], about: Id | None, times: int) -> Shelf[Id, Contribution]:
    """One contribution more, or less, belongs to another. An empty place goes with the last of them."""
    found = shelf.get(about) if about else None
    if found is None:
        return shelf
    now = found.model_copy(update={"replies": found.replies + times})
    return _without(shelf, now) if now.withdrawn else shelf.put(now.id, now)

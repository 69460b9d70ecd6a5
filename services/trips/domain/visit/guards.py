"""What a decision about a visit asks for first: who acts, how far the visit is, and that a stop is there. Pure."""

from datetime import date, timedelta
from typing import Any

from services.trips.domain.visit.placement import Kept
from services.trips.domain.visit.rights import looks_after
from services.trips.domain.visit.state import Visit
from shared.contracts.types import Id
from shared.domain import Context, conflict, forbidden, invalid, not_found

EARLY = timedelta(hours=12)
"""How long before its time a visit's day may be begun and changed."""


def require_member(context: Context) -> None:
    """To those who do not belong, the visit does not exist."""
    if context.role is None:
        raise not_found()


def require_host_or_leader(visit: Visit, context: Context) -> None:
    require_member(context)
    if not looks_after(visit, context.actor.id, context.role):
        raise forbidden("This is for the host, a facilitator or a convener.")


def require_changeable(visit: Visit, context: Context) -> None:
    """`Refusal` unless whoever acts looks after this visit, and it still lies ahead."""
    require_host_or_leader(visit, context)
    require_ahead(visit)


def require_ahead(visit: Visit) -> None:
    if not visit.ahead:
        raise conflict("visit-is-over", f"This visit is {visit.status}; it can no longer be changed.")


def require_stop(visit: Visit, stop_id: Id, field: str = "stop_id") -> Kept:
    kept = visit.stop(stop_id)
    if kept is None:
        raise invalid("This visit has no such stop (any more). Look at its programme again.", field)
    return kept


def require_stop_to_come(visit: Visit, stop_id: Id, field: str) -> Kept:
    stop = require_stop(visit, stop_id, field)
    if visit.day.has_left(stop.id):
        raise conflict("stop-is-over", f"You have gone on from “{stop.stop.title}” already.")
    return stop


def require_day(visit: Visit, context: Context) -> date:
    """The date of the programme's first day; `Refusal` where it is not yet, or no more, the day of this visit."""
    require_host_or_leader(visit, context)
    if visit.status != "scheduled" or visit.starts is None or visit.day_one is None:
        raise conflict("not-scheduled", f"This visit is {visit.status}; there is no day to run.")
    if context.now < visit.starts.instant - EARLY:
        raise conflict(
            "not-yet",
            f"This visit begins on {visit.starts.local:%Y-%m-%d at %H:%M} ({visit.starts.zone}). Until that day, change "
            "the programme.",
        )
    return visit.day_one


def about(visit: Visit) -> dict[str, Any]:
    """What every event of a visit begins with."""
    return {"community_id": visit.community_id, "visit_id": visit.id}

"""When presenters are asked what really happened: who is asked, until when, and how often. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from services.clinic.domain.clinic.guards import require_member
from services.clinic.domain.clinic.records import Asked
from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.contracts.base import Id
from shared.contracts.types import When
from shared.domain import Context, conflict, forbidden, invalid

MOST_DATES = 3
"""How often somebody may be asked about one case, whether they postponed it or it was too early to tell."""
LONGEST_AHEAD = timedelta(days=183)
AGAIN_AFTER = timedelta(weeks=6)


def require_presenter(clinic: Clinic, context: Context) -> None:
    """This is for whoever brought a case to this clinic, once it is over."""
    require_member(context)
    if context.actor.id not in clinic.owners:
        raise forbidden("Only the presenter can say what really happened.")
    if clinic.status not in ("closed", "reported"):
        raise conflict("not-closed", "What happened since is told after the clinic is closed.")


def require_date_to_come(date: When, field: str, now: datetime) -> None:
    """Whether somebody may be asked again then."""
    if date.instant <= now:
        raise invalid("This time is past. Choose one to come.", field)
    if date.instant > now + LONGEST_AHEAD:
        raise invalid("This is more than half a year ahead; choose a day that is nearer.", field)


def weeks_later(now: datetime, before: When) -> When:
    """Some weeks on, at the time of day they were asked before; where the clocks skip it, as much later as they skip."""
    zone = ZoneInfo(before.zone)
    there = datetime.combine((now.astimezone(zone) + AGAIN_AFTER).date(), before.local.time(), zone)
    return When.of(there.astimezone(UTC), before.zone)


def still_asked(asked: Iterable[tuple[Id, Asked]]) -> tuple[c.Awaited, ...]:
    return tuple(awaited(who, this_asked) for who, this_asked in asked if this_asked.open)


def follow_up_postponed(
    clinic: Clinic, who: Id, again: Asked, reason: str, asked: dict[Id, Asked]
) -> c.FollowUpPostponed:
    return c.FollowUpPostponed.model_validate(
        {
            "community_id": clinic.community_id,
            "clinic_id": clinic.id,
            "presenter_id": who,
            "follow_up_at": again.at.instant,
            "zone": again.at.zone,
            "number": again.number,
            "reason": reason,
            "awaited": still_asked({**asked, who: again}.items()),
        }
    )


def awaited(who: Id, asked: Asked) -> c.Awaited:
    return c.Awaited(presenter_id=who, at=asked.at.instant, zone=asked.at.zone, number=asked.number)

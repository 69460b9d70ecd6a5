"""What each command of a visit leads to, or why it is refused. Pure."""

from collections.abc import Sequence
from datetime import timedelta

from services.trips.model import Visit
from shared.contracts import trips as c
from shared.contracts.base import Event
from shared.domain import Context, Decider, conflict, forbidden, invalid, not_found

decide: Decider[Visit] = Decider()

LEADERS = ("convener", "facilitator")
HOSTS = ("convener", "facilitator", "member")


@decide.on
def propose(visit: Visit | None, command: c.ProposeVisit, context: Context) -> Sequence[Event]:
    if context.role is None:
        raise not_found()
    if context.role not in HOSTS:
        raise forbidden("Guests come along on visits; hosting one is for members.")
    if visit is not None:
        return []
    return [
        c.VisitProposed(
            community_id=command.community_id,
            visit_id=context.stream,
            host_id=context.actor.id,
            title=command.title,
            place=command.place,
            guide=command.guide,
            programme=command.programme,
        )
    ]


@decide.on
def schedule(visit: Visit, command: c.ScheduleVisit, context: Context) -> Sequence[Event]:
    _hosts_or_leads(visit, context)
    if visit.status not in ("proposed", "scheduled"):
        raise conflict("visit-is-over", f"This visit is {visit.status}; its time can no longer be changed.")
    if command.starts.instant <= context.now:
        raise invalid("This time is past. Choose one to come.", "starts")
    if visit.starts == command.starts:
        return []
    return [
        c.VisitScheduled(
            community_id=visit.community_id,
            visit_id=visit.id,
            host_id=visit.host_id,
            starts_at=command.starts.instant,
            ends_at=command.starts.instant + timedelta(minutes=visit.minutes),
            zone=command.starts.zone,
            moved=visit.starts is not None,
        )
    ]


@decide.on
def cancel(visit: Visit, command: c.CancelVisit, context: Context) -> Sequence[Event]:
    _hosts_or_leads(visit, context)
    if visit.status == "cancelled":
        return []
    if visit.status == "completed":
        raise conflict("visit-is-over", "This visit has taken place; it can no longer be cancelled.")
    return [c.VisitCancelled(community_id=visit.community_id, visit_id=visit.id, reason=command.reason)]


@decide.on
def complete(visit: Visit, command: c.CompleteVisit, context: Context) -> Sequence[Event]:
    _hosts_or_leads(visit, context)
    if visit.status == "completed":
        raise conflict("already-completed", "What this visit taught was told already.")
    if visit.status != "scheduled" or visit.starts is None:
        raise conflict("not-scheduled", f"This visit is {visit.status}; only one that took place can be completed.")
    if context.now < visit.starts.instant:
        raise conflict(
            "not-begun", f"This visit begins on {visit.starts.local:%Y-%m-%d at %H:%M} ({visit.starts.zone})."
        )
    return [c.VisitCompleted(community_id=visit.community_id, visit_id=visit.id, learning=command.learning)]


def _hosts_or_leads(visit: Visit, context: Context) -> None:
    """To those who do not belong, the visit does not exist."""
    if context.role is None:
        raise not_found()
    if context.actor.id != visit.host_id and context.role not in LEADERS:
        raise forbidden("This is for the host, a facilitator or a convener.")

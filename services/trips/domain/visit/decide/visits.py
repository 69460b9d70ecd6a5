"""A visit from its proposal to what was learned. Pure."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from services.trips.domain.check import impossible
from services.trips.domain.visit.consequences import visit_scheduled
from services.trips.domain.visit.evolve import evolve
from services.trips.domain.visit.guards import require_changeable, require_host_or_leader, require_member
from services.trips.domain.visit.placement import local_start
from services.trips.domain.visit.reorder import shifted
from services.trips.domain.visit.rights import HOSTS
from services.trips.domain.visit.state import Visit
from services.trips.domain.visit.visit_plan import visit_plan
from shared.contracts import trips as c
from shared.contracts.base import Event
from shared.contracts.types import When
from shared.domain import Context, Decider, conflict, forbidden, invalid

decide: Decider[Visit] = Decider()

WHERE_AND_WHAT = ("address", "meeting_point", "bring")
"""What a visit may leave unsaid."""


@decide.on
def propose_visit(visit: Visit | None, command: c.ProposeVisit, context: Context) -> Sequence[Event]:
    require_member(context)
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
            guide=command.guide or "",
            programme=command.programme,
            visit_kind=command.visit_kind,
            mode=command.mode,
            address=command.address or "",
            zone=command.zone,
            people=command.people,
            meeting_point=command.meeting_point or "",
            bring=command.bring or "",
        )
    ]


@decide.on
def describe_visit(visit: Visit, command: c.DescribeVisit, context: Context) -> Sequence[Event]:
    require_changeable(visit, context)
    said = {name: value for name, value in dict(command).items() if name != "visit_id" and value is not None}
    if all((getattr(visit, name) or "") == value for name, value in said.items()):
        return []
    fields = {name: getattr(visit, name) for name in ("title", "place", "visit_kind", "mode")}
    return [
        c.VisitDescribed(
            community_id=visit.community_id,
            visit_id=visit.id,
            **{**fields, **{name: getattr(visit, name) or "" for name in WHERE_AND_WHAT}, **said},
        )
    ]


@decide.on
def schedule_visit(visit: Visit, command: c.ScheduleVisit, context: Context) -> Sequence[Event]:
    require_changeable(visit, context)
    if command.starts.instant <= context.now:
        raise invalid("This time is past. Choose one to come.", "starts")
    if visit.starts == command.starts:
        return []
    if visit.guide is None:
        raise conflict("no-guide", "Name the local practitioner who guides, then give the visit its time.")
    if not visit.stops:
        raise conflict("no-programme", "Add at least one stop, then give the visit its time.")
    moved: list[Event] = []
    if by := _shift(visit, command.starts):
        stops = shifted(visit.stops, by)
        moved.append(c.ProgrammeMoved(community_id=visit.community_id, visit_id=visit.id, stops=stops))
    after = evolve.fold(visit, moved)
    assert after is not None
    event = visit_scheduled(after, command.starts, moved=visit.starts is not None)
    then = evolve(after, event)
    assert then is not None
    found = impossible(visit_plan(then, context.now.astimezone(ZoneInfo(then.zone)).date()))
    if found:
        raise conflict(
            "impossible-programme",
            " ".join(f"{finding.what} {finding.why}" for finding in found),
            findings=[finding.model_dump(mode="json") for finding in found],
        )
    return [*moved, event]


def _shift(visit: Visit, starts: When) -> timedelta | None:
    """By how much the times of day change, for the first stop to begin as the visit does."""
    first = visit.stops[0].stop
    there = When.of(starts.instant, first.zone or visit.site_zone or starts.zone).local
    if first.start is not None:
        return there - local_start(first, there.date() - timedelta(days=first.day - 1))
    if visit.starts is None:
        return None
    before = When.of(visit.starts.instant, first.zone or visit.zone).local
    return there - before.replace(year=there.year, month=there.month, day=there.day)


@decide.on
def cancel_visit(visit: Visit, command: c.CancelVisit, context: Context) -> Sequence[Event]:
    require_host_or_leader(visit, context)
    if visit.status == "cancelled":
        return []
    if visit.status == "completed":
        raise conflict("visit-is-over", "This visit has taken place; it can no longer be cancelled.")
    return [c.VisitCancelled(community_id=visit.community_id, visit_id=visit.id, reason=command.reason)]


@decide.on
def complete_visit(visit: Visit, command: c.CompleteVisit, context: Context) -> Sequence[Event]:
    require_host_or_leader(visit, context)
    if visit.status == "completed":
        raise conflict("already-completed", "What this visit taught was told already.")
    if visit.status != "scheduled" or visit.starts is None:
        raise conflict("not-scheduled", f"This visit is {visit.status}; only one that took place can be completed.")
    if context.now < visit.starts.instant:
        raise conflict(
            "not-begun", f"This visit begins on {visit.starts.local:%Y-%m-%d at %H:%M} ({visit.starts.zone})."
        )
    completed = c.VisitCompleted(community_id=visit.community_id, visit_id=visit.id, learning=command.learning)
    members = visit.attended
    if not members:
        return [completed]
    return [completed, c.VisitAttended(community_id=visit.community_id, visit_id=visit.id, members=members)]

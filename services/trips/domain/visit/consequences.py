"""What follows at once from a change of a visit: other groups, another time, another order of its stops. Pure."""

from collections.abc import Sequence

from services.trips.domain.visit.evolve import evolve
from services.trips.domain.visit.groups import needed, regrouped
from services.trips.domain.visit.placement import Kept, last_moment
from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c
from shared.contracts.base import Event
from shared.contracts.types import Id, When
from shared.domain import Context, invalid


def with_groups(visit: Visit, events: Sequence[Event]) -> Sequence[Event]:
    """These events and, where they make it necessary, other groups."""
    after = evolve.fold(visit, events)
    assert after is not None
    signing = after.sign_up
    if signing is None or after.day.started_at is not None:
        return events  # on the day, groups stay together
    count = needed(signing.seated, [stop for stop in after.stops if stop.id not in after.day.skipped])
    if count == signing.groups == 1:
        return events
    before = {
        signed_up.member_id: signed_up.group if signing.groups > 1 else None for signed_up in signing.having("seated")
    }
    changes = {member: group for member, group in regrouped(before, count).items() if before[member] != group}
    if count == signing.groups and not changes:
        return events
    return [
        *events,
        c.GroupsChanged(
            community_id=visit.community_id, visit_id=visit.id, count=count, changes={} if count == 1 else changes
        ),
    ]


def visit_scheduled(visit: Visit, starts: When, moved: bool) -> c.VisitScheduled:
    """This visit at this time, as an event."""
    event = c.VisitScheduled(
        community_id=visit.community_id,
        visit_id=visit.id,
        host_id=visit.host_id,
        starts_at=starts.instant,
        ends_at=starts.instant,
        zone=starts.zone,
        moved=moved,
    )
    then = evolve(visit, event)
    assert then is not None
    ends_at = last_moment(then.placed(starts.local.date()), starts.instant)
    return event.model_copy(update={"ends_at": ends_at})


def stop_moved(visit: Visit, stop_id: Id, before: Id | None, order: Sequence[Kept]) -> c.StopMoved:
    stops = tuple(kept.stop for kept in order)
    return c.StopMoved(community_id=visit.community_id, visit_id=visit.id, stop_id=stop_id, before=before, stops=stops)


def with_new_time(visit: Visit, events: Sequence[Event], context: Context) -> Sequence[Event]:
    """These events and, where they make it necessary, other groups, and another time at which a visit to come begins."""
    events = with_groups(visit, events)
    after = evolve.fold(visit, events)
    assert after is not None
    if after.starts is None or after.starts.instant <= context.now:
        return events
    begins = after.placed(after.starts.local.date())[0].begins
    if begins is None or begins == after.starts.instant:
        return events
    if begins <= context.now:
        if context.actor.kind == "service":
            return events
        raise invalid("The visit would have begun already. Choose a later start.", "start")
    return [*events, visit_scheduled(after, When.of(begins, after.starts.zone), moved=True)]

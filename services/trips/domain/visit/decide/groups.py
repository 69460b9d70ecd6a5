"""Who goes in which group, whenever visitors or stops have changed. Pure."""

from collections.abc import Sequence

from services.trips.domain.visit.evolve import evolve
from services.trips.domain.visit.groups import needed, regrouped
from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c
from shared.contracts.base import Event


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
    told = {} if count == 1 else changes
    return [*events, c.GroupsChanged(community_id=visit.community_id, visit_id=visit.id, count=count, changes=told)]

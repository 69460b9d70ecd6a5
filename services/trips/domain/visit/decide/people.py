"""The people of a visit: who guides, who is to be met, who is invited, who will come. Pure."""

from collections.abc import Sequence

from services.trips.domain.visit.guards import require_changeable, require_stop
from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c
from shared.contracts.base import Event
from shared.domain import Context, Decider, invalid

decide: Decider[Visit] = Decider()


@decide.on
def name_guide(visit: Visit, command: c.NameGuide, context: Context) -> Sequence[Event]:
    require_changeable(visit, context)
    if visit.guide == command.guide:
        return []
    return [c.GuideNamed(community_id=visit.community_id, visit_id=visit.id, guide=command.guide)]


@decide.on
def name_people(visit: Visit, command: c.NamePeople, context: Context) -> Sequence[Event]:
    require_changeable(visit, context)
    if visit.people == command.people:
        return []
    return [c.PeopleNamed(community_id=visit.community_id, visit_id=visit.id, people=command.people)]


@decide.on
def invite_guest(visit: Visit, command: c.InviteGuest, context: Context) -> Sequence[Event]:
    require_changeable(visit, context)
    if command.guest_id == visit.host_id:
        raise invalid("The host sees the whole programme already. Invite somebody else.", "guest_id")
    for stop_id in command.stops:
        require_stop(visit, stop_id, "stops")
    chosen = set(command.stops)
    stops = tuple(stop.id for stop in visit.stops if stop.id in chosen)
    if visit.guests.get(command.guest_id) == stops:
        return []
    return [c.GuestInvited(community_id=visit.community_id, visit_id=visit.id, guest_id=command.guest_id, stops=stops)]


@decide.on
def withdraw_invitation(visit: Visit, command: c.WithdrawInvitation, context: Context) -> Sequence[Event]:
    require_changeable(visit, context)
    if command.guest_id not in visit.guests:
        return []
    return [c.InvitationWithdrawn(community_id=visit.community_id, visit_id=visit.id, guest_id=command.guest_id)]


@decide.on
def expect_visitors(visit: Visit, command: c.ExpectVisitors, context: Context) -> Sequence[Event]:
    require_changeable(visit, context)
    if (visit.visitors, visit.needs) == (command.count, command.needs):
        return []
    return [
        c.VisitorsExpected(community_id=visit.community_id, visit_id=visit.id, count=command.count, needs=command.needs)
    ]

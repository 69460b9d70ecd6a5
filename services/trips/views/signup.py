"""Sign-up as each viewer may see it. Pure.

Everybody of the community sees how many there are and who comes. Why somebody waits, what they need and which group is theirs,
they see for themselves. Whoever looks after the visit sees all places; what each person needs, the host alone.
"""

from collections.abc import Sequence
from datetime import date

from services.trips.domain.visit.itinerary import legs, ways
from services.trips.domain.visit.placement import Placed
from services.trips.domain.visit.signup import SignedUp, SignUp
from services.trips.domain.visit.state import Visit
from services.trips.domain.visit.waiting_list import place_of, why
from services.trips.views.viewer import Viewer
from shared.contracts import trips as c
from shared.contracts.types import Id, When


def sign_up_view(visit: Visit, version: int, viewer: Viewer, today: date) -> c.SignUpView:
    signing = visit.sign_up
    if signing is None:
        return _nobody(visit, version)
    placed = visit.taking_place(today) if visit.starts is not None else ()
    seated = signing.having("seated")
    groups = _groups(visit, seated, placed)
    own = signing.people.get(viewer.id)
    sees = viewer.looks_after or (signing.questions_shared and own is not None and own.state == "seated")
    return c.SignUpView(
        visit_id=visit.id,
        version=version,
        status=signing.status,
        seats=signing.seats,
        seated=signing.seated,
        offered=signing.offered,
        waiting=signing.waiting,
        mine=my_place(visit, own, groups) if own else None,
        visitors=() if viewer.guest else tuple(signed_up.member_id for signed_up in seated),
        questions=tuple(signed_up.question for signed_up in seated if signed_up.question) if sees else (),
        questions_shared=signing.questions_shared,
        people=_people(signing, viewer.hosts) if viewer.looks_after else (),
        groups=() if viewer.guest else groups,
        numbers=_numbers(visit, seated, groups) if viewer.looks_after else (),
    )


def place_brief(visit: Visit, reader: Viewer, stops: Sequence[Id], today: date) -> c.PlaceBrief:
    """What a letter may tell its reader: their own place, and of these stops those that they may see."""
    view = sign_up_view(visit, 0, reader, today)
    seen = visit.guests.get(reader.id, ()) if reader.guest else [stop.id for stop in visit.stops]
    placed = {placed.id: placed for placed in visit.placed(today)}
    return c.PlaceBrief(
        status=view.status,
        mine=view.mine,
        reason=visit.sign_up.let_go.get(reader.id) if visit.sign_up else None,
        stops=tuple(_stop_brief(visit, placed[stop]) for stop in stops if stop in seen and stop in placed),
    )


def _stop_brief(visit: Visit, placed: Placed) -> c.StopBrief:
    return c.StopBrief(
        title=placed.stop.title,
        begins=When.of(placed.begins, placed.zone) if placed.begins else None,
        skipped=placed.id in visit.day.skipped,
        reason=visit.day.skipped.get(placed.id) or None,
    )


def my_place(visit: Visit, signed_up: SignedUp, groups: Sequence[c.GroupView]) -> c.MyPlace:
    """Somebody's place, in their own words and with their own way through the stops."""
    group = next((group for group in groups if signed_up.member_id in group.members), None)
    return c.MyPlace(
        state=signed_up.state,
        place=place_of(visit.signing, signed_up.member_id),
        why=why(visit.signing, signed_up.member_id),
        until=When.of(signed_up.until, visit.zone) if signed_up.until else None,
        group=group.number if group else None,
        route=group.route if group else (),
        needs=signed_up.needs,
        question=signed_up.question,
    )


def _groups(visit: Visit, seated: Sequence[SignedUp], placed: Sequence[Placed]) -> tuple[c.GroupView, ...]:
    count = visit.signing.groups
    if count == 1:
        return ()
    members = [
        tuple(signed_up.member_id for signed_up in seated if signed_up.group == number)
        for number in range(1, count + 1)
    ]
    routes = ways(placed, [len(some) for some in members], visit.place) if placed else [[] for _ in members]
    return tuple(
        c.GroupView(number=number, members=some, route=legs(route))
        for number, (some, route) in enumerate(zip(members, routes, strict=True), 1)
    )


def _people(signing: SignUp, with_needs: bool) -> tuple[c.SignedUpView, ...]:
    order = [*signing.having("seated"), *signing.having("offered"), *signing.queue()]
    before = signing.seated + signing.offered
    return tuple(
        c.SignedUpView(
            member_id=signed_up.member_id,
            state=signed_up.state,
            place=number - before if signed_up.state == "waiting" else None,
            attended=signed_up.attended,
            group=signed_up.group if signing.groups > 1 else None,
            needs=signed_up.needs if with_needs else None,
            question=signed_up.question,
        )
        for number, signed_up in enumerate(order, 1)
    )


def _numbers(visit: Visit, seated: Sequence[SignedUp], groups: Sequence[c.GroupView]) -> tuple[c.StopNumbers, ...]:
    found = []
    for stop in visit.stops:
        at_once = _at_once(stop.id, groups) if groups else len(seated)
        guests = sum(stop.id in stops for stops in visit.guests.values())
        found.append(
            c.StopNumbers(
                stop_id=stop.id, visitors=_come_to(stop.id, groups, len(seated)), guests=guests, at_once=at_once,
                capacity=stop.stop.capacity,
            )
        )  # fmt: skip
    return tuple(found)


def _come_to(stop: Id, groups: Sequence[c.GroupView], seated: int) -> int:
    if not any(group.route for group in groups):
        return seated
    return sum(len(group.members) for group in groups if any(leg.stop_id == stop for leg in group.route))


def _at_once(stop: Id, groups: Sequence[c.GroupView]) -> int:
    """Groups that are there in the same turn of the same time are there together."""
    there: dict[object, int] = {}
    for group in groups:
        for leg in group.route:
            if leg.stop_id == stop:
                moment = (leg.begins.instant if leg.begins else None, leg.turn)
                there[moment] = there.get(moment, 0) + len(group.members)
    return max(there.values(), default=0)


def _nobody(visit: Visit, version: int) -> c.SignUpView:
    return c.SignUpView(
        visit_id=visit.id,
        version=version,
        status="not_open",
        seats=None,
        seated=0,
        offered=0,
        waiting=0,
        mine=None,
        visitors=(),
        questions=(),
        people=(),
        groups=(),
        numbers=(),
    )

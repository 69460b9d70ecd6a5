"""What a visit was like, as one of its people sees it. Pure."""

from collections.abc import Sequence
from datetime import date, datetime

from services.trips.domain.check.plan import Plan
from services.trips.domain.visit.memories import Memory
from services.trips.domain.visit.placement import Placed
from services.trips.domain.visit.rights import looks_after, why_not_keep
from services.trips.domain.visit.state import Visit
from services.trips.domain.visit.visit_plan import visit_plan
from services.trips.views.programme import sort_of
from shared.contracts import trips as c
from shared.contracts.types import Id, When

MOST_BYTES = 100 * 1024
"""Of memories in one answer: the bus carries that with a long programme beside it."""


def trip_view(visit: Visit, version: int, viewer: Id, role: str, *, now: datetime, skip: int = 0) -> c.TripView:
    """The trip with what is kept of it that `viewer` may see; a guest sees the stops they are invited to."""
    plan = visit_plan(visit, visit.day_one or date.min)
    stops = [_stop(plan, stop) for stop in plan.stops if stop.id not in visit.day.skipped]
    if role == "guest":
        chosen = visit.guests.get(viewer, ())
        stops = [stop for stop in stops if stop.stop_id in chosen]
    memories = [memory_view(memory, viewer) for memory in visit.memories.values() if visit.sees(memory, viewer, role)][
        skip:
    ]
    part = _part(memories)
    return c.TripView(
        visit_id=visit.id,
        community_id=visit.community_id,
        version=version,
        status=visit.status,
        title=visit.title,
        place=visit.place,
        host_id=visit.host_id,
        starts=visit.starts,
        learning=visit.learning if role != "guest" else None,
        stops=tuple(stops),
        practice_minutes=sum(stop.minutes for stop in stops if stop.sort == "practice"),
        room_minutes=sum(stop.minutes for stop in stops if stop.sort == "room"),
        memories=tuple(part),
        more=skip + len(part) if len(part) < len(memories) else None,
        may_keep=why_not_keep(visit, viewer, role, now) is None,
        looks_after=looks_after(visit, viewer, role),
        trying_day=visit.trying_day if role != "guest" else None,
    )


def _part(memories: Sequence[c.MemoryView]) -> Sequence[c.MemoryView]:
    """As many of them, from the first, as one answer holds; one at least."""
    size = 0
    for number, memory in enumerate(memories):
        size += len(memory.model_dump_json().encode())
        if size > MOST_BYTES:
            return memories[: max(1, number)]
    return memories


def memory_view(memory: Memory, viewer: Id) -> c.MemoryView:
    return c.MemoryView(
        id=memory.id,
        member_id=memory.member_id,
        what=memory.what,
        stop_id=memory.stop_id,
        at=memory.at,
        text=memory.text,
        picture=memory.picture,
        people=memory.people,
        shown=memory.shown,
        agreed=memory.agreed,
        objected=viewer in memory.against,
        done=memory.done,
        result=memory.result,
        story=memory.story,
        due_at=memory.due_at if viewer == memory.member_id else None,
    )


def _stop(plan: Plan, placed: Placed) -> c.TripStop:
    begins = When.of(placed.begins, placed.zone) if placed.begins and placed.begins.year > 1 else None
    return c.TripStop(
        stop_id=placed.id,
        title=placed.stop.title,
        kind=placed.stop.kind,
        sort=sort_of(placed.stop),
        begins=begins,
        minutes=plan.minutes([placed]),
    )

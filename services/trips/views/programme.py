"""A programme as people see it: when each stop is on the clocks of its place, and what its time is spent on. Pure."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.trips.domain.check.plan import Plan
from services.trips.domain.visit.placement import Placed
from shared.contracts.trips.programme import Sort, Stop, StopKind, StopView
from shared.contracts.types import When

_SORTS: dict[StopKind | None, Sort] = {"practice": "practice", "tour": "practice", "presentation": "room"}


def sort_of(stop: Stop) -> Sort:
    return _SORTS.get(stop.kind, "other")


def stop_view(plan: Plan, placed: Placed, day_one: date, zone: str, *, dated: bool) -> StopView:
    """A stop of a visit whose clocks are those of `zone`; without its moments where the visit is not `dated` yet."""
    return StopView(
        **dict(placed.stop),
        id=placed.id,
        begins=When.of(placed.begins, placed.zone) if placed.begins and dated else None,
        ends=When.of(placed.ends, placed.zone) if placed.ends and dated else None,
        clinic=placed.clinic,
        sort=sort_of(placed.stop),
        takes_minutes=plan.minutes([placed]),
        into_minutes=None if placed.begins is None else _into(placed.begins, day_one, zone),
    )


def _into(begins: datetime, day_one: date, zone: str) -> int:
    """Minutes on the clock on the wall: a night in which clocks change is as long as any other."""
    there = begins.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return (there - datetime.combine(day_one, time())) // timedelta(minutes=1)

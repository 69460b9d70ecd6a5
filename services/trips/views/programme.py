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


def stop_view(plan: Plan, one: Placed, day_one: date, zone: str, *, dated: bool) -> StopView:
    """A stop of a visit whose clocks are those of `zone`; without its moments where the visit is not `dated` yet."""
    return StopView(
        **dict(one.stop),
        id=one.id,
        begins=When.of(one.begins, one.zone) if one.begins and dated else None,
        ends=When.of(one.ends, one.zone) if one.ends and dated else None,
        clinic=one.clinic,
        sort=sort_of(one.stop),
        takes_minutes=plan.minutes([one]),
        into_minutes=None if one.begins is None else _into(one.begins, day_one, zone),
    )


def _into(begins: datetime, day_one: date, zone: str) -> int:
    """Minutes on the clock on the wall: a night in which clocks change is as long as any other."""
    there = begins.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return (there - datetime.combine(day_one, time())) // timedelta(minutes=1)

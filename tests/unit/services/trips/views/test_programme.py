"""A programme as people see it: how long each stop is, where its minutes count, and when it is before there is a day."""

from datetime import UTC, date, datetime, time

import pytest

from services.trips.domain.check.plan import Plan
from services.trips.domain.visit.placement import Kept, place
from services.trips.views.programme import sort_of, stop_view
from shared.contracts import trips as c
from shared.contracts.base import derived_id

DAY_ONE = date(2026, 10, 24)
ROME = "Europe/Rome"


def views(*stops: c.Stop, dated: bool = True, begins: datetime | None = None) -> list[c.StopView]:
    kept = [Kept(derived_id("stop", str(number)), stop) for number, stop in enumerate(stops)]
    placed = place(kept, DAY_ONE, ROME, begins)
    plan = Plan(placed, "Mill")
    return [stop_view(plan, this_placed, DAY_ONE, ROME, dated=dated) for this_placed in placed]


@pytest.mark.parametrize(
    ("kind", "sort"),
    [("practice", "practice"), ("tour", "practice"), ("presentation", "room"), ("meal", "other"), (None, "other")],
)
def test_minutes_count_where_the_stop_is(kind: c.StopKind | None, sort: c.Sort) -> None:
    assert sort_of(c.Stop(title="x", kind=kind)) == sort


def test_a_stop_is_where_it_is_in_its_day_also_before_that_day_is_chosen() -> None:
    stops = (c.Stop(title="Oven", start=time(13, 0), minutes=45), c.Stop(title="Tea", minutes=30, travel_minutes=10))
    for dated in (True, False):
        oven, tea = views(*stops, dated=dated)
        assert [(stop.into_minutes, stop.takes_minutes) for stop in (oven, tea)] == [(13 * 60, 45), (13 * 60 + 55, 30)]
        assert (oven.begins is not None) is dated


def test_a_stop_without_an_end_lasts_until_the_next_one_of_its_day() -> None:
    lunch, session = views(c.Stop(title="Lunch", start=time(13, 0)), c.Stop(title="Session", start=time(14, 0)))
    assert (lunch.takes_minutes, session.takes_minutes) == (60, 0)


def test_what_nobody_knows_is_not_made_up() -> None:
    [oven] = views(c.Stop(title="Oven", minutes=20))
    assert (oven.into_minutes, oven.begins, oven.takes_minutes) == (None, None, 20)


def test_minutes_are_those_on_the_wall_also_where_clocks_change_that_night() -> None:
    _, market = views(c.Stop(title="Night", day=1, start=time(23, 0)), c.Stop(title="Market", day=2, start=time(5, 0)))
    assert market.into_minutes == 24 * 60 + 5 * 60


def test_a_stop_on_other_clocks_is_told_on_those_of_the_visit() -> None:
    [port] = views(c.Stop(title="Port", start=time(13, 0), zone="Europe/London"))
    assert port.into_minutes == 14 * 60
    assert port.begins is not None
    assert (port.begins.zone, port.begins.instant) == ("Europe/London", datetime(2026, 10, 24, 12, 0, tzinfo=UTC))

"""What holds on every day, however late it runs and in whichever order news arrive."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.trips.domain.visit.day import Day, Seen
from services.trips.domain.visit.delays import keeps_its_time
from services.trips.domain.visit.placement import Placed
from shared.contracts import trips as c
from shared.contracts.base import derived_id
from shared.domain import Refusal
from tests.support.examples import up_to
from tests.support.trips.signing import VISIT
from tests.support.world import NOON, member
from tests.unit.services.trips.domain.visit.decide.test_day import HOST, STARTS, OnTheDay

MINUTE = timedelta(minutes=1)
STOPS = [derived_id("stop", str(number)) for number in range(3)]


@st.composite
def programmes(draw: st.DrawFn) -> tuple[c.Stop, ...]:
    """Stops of one day, one after the other; some follow the one before without a start of their own."""
    at, stops = datetime(2026, 9, 24, 13, 0), []  # noqa: DTZ001  (wall time)
    for number in range(draw(st.integers(2, 6))):
        length, pause = draw(st.integers(5, 50)), draw(st.integers(0, 20))
        follows = number > 0 and draw(st.booleans())
        start = None if follows else at.time()
        travel = pause if follows else draw(st.none() | st.integers(0, 20))
        stops.append(
            c.Stop(
                title=f"Stop {number}",
                start=start,
                minutes=length,
                travel_minutes=travel,
                fixed=number > 0 and draw(st.integers(0, 4)) == 0,
            )
        )
        at += timedelta(minutes=length + (pause if follows else draw(st.integers(0, 20))))
    return tuple(stops)


def placed(day: OnTheDay) -> tuple[Placed, ...]:
    assert day.visit is not None
    return day.visit.placed(STARTS.local.date())


@settings(max_examples=up_to(150))
@given(programmes(), st.data())
def test_what_is_late_is_late_by_the_same_minutes_and_everything_else_stays(
    programme: tuple[c.Stop, ...], data: st.DataObject
) -> None:
    day = OnTheDay(*programme)
    first = data.draw(st.integers(0, len(programme) - 1))
    minutes = data.draw(st.integers(1, 90))
    before = placed(day)
    [event] = day.late(minutes, first)
    assert isinstance(event, c.RestOfDayMoved)
    after = placed(day)
    assert [this_placed.id for this_placed in after] == [this_placed.id for this_placed in before]
    for old, new in zip(before, after, strict=True):
        assert old.begins is not None
        assert new.begins is not None
        assert old.ends is not None
        assert new.ends is not None
        assert new.ends - new.begins == old.ends - old.begins
        assert new.begins - old.begins == (MINUTE * minutes if new.id in event.moved else timedelta(0))
        assert new.stop.travel_minutes == old.stop.travel_minutes
    behind = [this_placed for this_placed in before[first + 1 :] if keeps_its_time(this_placed)]
    reach = before.index(behind[0]) if behind else len(before)
    assert event.moved == tuple(this_placed.id for this_placed in before[first:reach])

    day.late(-minutes, first)
    assert [this_placed.begins for this_placed in placed(day)] == [this_placed.begins for this_placed in before]


@settings(max_examples=up_to(100))
@given(programmes(), st.lists(st.tuples(st.integers(0, 5), st.integers(-90, 90)), max_size=6))
def test_whatever_reaches_into_a_stop_that_keeps_its_time_is_warned_of(
    programme: tuple[c.Stop, ...], delays: list[tuple[int, int]]
) -> None:
    day = OnTheDay(*programme)
    for stop, minutes in delays:
        if stop < len(programme) and minutes:
            try:
                day.late(minutes, stop)
            except Refusal as refusal:
                assert refusal.status == 422
    assert day.visit is not None
    late = day.visit.day.late
    assert all(minutes >= 0 for minutes in late.values())
    here = placed(day)
    clashes = [
        (before.stop.title, this_placed.stop.title)
        for number, this_placed in enumerate(here)
        for before in here[:number]
        if this_placed.stop.fixed and late.get(before.id) and _until(before) + _way(this_placed) > _begins(this_placed)
    ]
    warnings = day.seen_by(HOST).warnings
    assert len(warnings) == len(clashes)
    for before, clash in clashes:
        assert any(before in text and clash in text for text in warnings)


@settings(max_examples=up_to(100))
@given(programmes(), st.data())
def test_stops_that_change_places_twice_are_where_they_were(programme: tuple[c.Stop, ...], data: st.DataObject) -> None:
    day = OnTheDay(*(stop.model_copy(update={"fixed": False}) for stop in programme))
    name, other = data.draw(st.permutations(day.stops))[:2]
    before = placed(day)
    swap = c.SwapStops(visit_id=VISIT, stop_id=name, with_id=other)
    day.do("hana", swap)
    between = placed(day)
    assert {stop.id: stop.ends - stop.begins for stop in between if stop.ends and stop.begins} == {
        stop.id: stop.ends - stop.begins for stop in before if stop.ends and stop.begins
    }
    assert (between[0].begins, between[-1].ends) == (before[0].begins, before[-1].ends)
    day.do("hana", swap)
    assert [(stop.id, stop.begins, stop.ends) for stop in placed(day)] == [
        (stop.id, stop.begins, stop.ends) for stop in before
    ]


marks = st.tuples(
    st.sampled_from(STOPS), st.sampled_from(("ana", "ben")), st.sampled_from(("present", "absent", "left"))
)


@settings(max_examples=up_to(150))
@given(st.lists(marks, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_in_whichever_order_calls_arrive_the_roll_is_the_same(calls: list[tuple[str, str, c.Presence]], random) -> None:  # type: ignore[no-untyped-def]
    """What was seen at each minute, told in order and in any other."""
    seen = [(stop, member(name), Seen(presence=what, taken_at=NOON + MINUTE * number))
            for number, (stop, name, what) in enumerate(calls)]  # fmt: skip
    mixed = list(seen)
    random.shuffle(mixed)
    told, shuffled = Day(), Day()
    for stop, who, this_seen in seen:
        told = told.noting(stop, who, this_seen)
    for stop, who, this_seen in mixed:
        if shuffled.is_news(stop, who, this_seen):
            shuffled = shuffled.noting(stop, who, this_seen)
    assert dict(shuffled.roll) == dict(told.roll)
    assert dict(shuffled.last) == dict(told.last)


def _begins(this_placed: Placed) -> datetime:
    assert this_placed.begins is not None
    return this_placed.begins


def _until(this_placed: Placed) -> datetime:
    return this_placed.ends or _begins(this_placed)


def _way(this_placed: Placed) -> timedelta:
    return timedelta(minutes=this_placed.stop.travel_minutes or 0)

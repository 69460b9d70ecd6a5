"""Groups of visitors, and their ways through the stops."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from services.trips.domain.visit.groups import needed, regrouped
from services.trips.domain.visit.itinerary import Step, ways
from services.trips.domain.visit.placement import Kept, place
from shared.contracts import trips as c
from shared.contracts.base import derived_id
from tests.support.examples import up_to
from tests.support.world import member

DAY = date(2026, 10, 6)


def programme(*stops: c.Stop) -> tuple[Kept, ...]:
    return tuple(Kept(derived_id("stop", str(number)), stop) for number, stop in enumerate(stops))


def stop(title: str, start: str, end: str, capacity: int | None = None, **more: object) -> c.Stop:
    return c.Stop.model_validate({"title": title, "start": start, "end": end, "capacity": capacity, **more})


def told(way: list[Step]) -> list[tuple[str, str, str]]:
    """Where a group is, from when to when."""
    return [(step.stop.stop.title, f"{step.begins:%H:%M}", f"{step.ends:%H:%M}") for step in way]


def ways_of(sizes: list[int], *stops: c.Stop) -> list[list[tuple[str, str, str]]]:
    return [told(way) for way in ways(place(programme(*stops), DAY, "UTC", None), sizes, "Bakery")]


def test_there_are_as_many_groups_as_the_smallest_stop_makes_necessary() -> None:
    stops = programme(c.Stop(title="Oven", capacity=8), c.Stop(title="Field", capacity=30), c.Stop(title="Lunch"))
    assert [needed(visitors, stops) for visitors in (0, 1, 8, 9, 16, 17)] == [1, 1, 1, 2, 2, 3]
    assert needed(100, programme(c.Stop(title="Lunch"))) == 1


def test_groups_are_even() -> None:
    assert sorted(regrouped(dict.fromkeys("abcdefg"), 3).values()) == [1, 1, 1, 2, 2, 3, 3]


def test_whoever_signed_up_last_changes_groups_and_nobody_else() -> None:
    before = {"a": 1, "b": 1, "c": 1, "d": 2}
    assert regrouped(before, 2) == {"a": 1, "b": 1, "d": 2, "c": 2}


@settings(max_examples=up_to(200))
@given(st.lists(st.none() | st.integers(1, 6), max_size=30), st.integers(1, 6))
def test_groups_stay_even_and_as_few_as_possible_change(groups: list[int | None], count: int) -> None:
    before = {member(str(number)): group for number, group in enumerate(groups)}
    after = regrouped(before, count)
    sizes = [list(after.values()).count(number) for number in range(1, count + 1)]
    assert sum(sizes) == len(before)
    assert max(sizes) - min(sizes) <= 1
    assert regrouped(after, count) == after
    stayed = sum(before[name] == after[name] for name in before)
    small, large = len(before) // count, len(before) % count
    were = sorted((groups.count(number) for number in range(1, count + 1)), reverse=True)
    assert stayed == sum(min(size, small + (place < large)) for place, size in enumerate(were))


def test_one_group_goes_the_way_of_the_programme() -> None:
    assert ways_of([9], stop("Oven", "09:00", "10:00"), stop("Mill", "10:00", "11:00")) == [
        [("Oven", "09:00", "10:00"), ("Mill", "10:00", "11:00")]
    ]


def test_small_stops_of_one_place_are_gone_round() -> None:
    small = {"capacity": 5, "kind": "practice"}
    assert ways_of(
        [5, 4],
        stop("Oven", "09:00", "10:00", **small),
        stop("Mill", "10:00", "11:00", **small),
        stop("Lunch", "12:00", "13:00", kind="meal"),
    ) == [
        [("Oven", "09:00", "10:00"), ("Mill", "10:00", "11:00"), ("Lunch", "12:00", "13:00")],
        [("Mill", "09:00", "10:00"), ("Oven", "10:00", "11:00"), ("Lunch", "12:00", "13:00")],
    ]


def test_a_small_stop_on_its_own_is_visited_one_group_after_the_other() -> None:
    assert ways_of([5, 5], stop("Oven", "09:00", "10:00", 5), stop("Lunch", "12:00", "13:00")) == [
        [("Oven", "09:00", "09:30"), ("Lunch", "12:00", "13:00")],
        [("Oven", "09:30", "10:00"), ("Lunch", "12:00", "13:00")],
    ]


def test_small_stops_in_two_places_are_not_gone_round_for_the_way_between_them_has_its_time() -> None:
    first, second = ways_of([5, 5], stop("Oven", "09:00", "10:00", 5), stop("Mill", "11:00", "12:00", 5, at="Village"))
    assert [pair[0] for pair in first] == [pair[0] for pair in second] == ["Oven", "Mill"]


def test_a_meal_a_case_and_what_keeps_its_time_are_not_gone_round() -> None:
    for more in ({"kind": "meal"}, {"kind": "case_clinic"}, {"kind": "tour", "fixed": True}):
        _, second = ways_of(
            [5, 5], stop("Oven", "09:00", "10:00", 5, kind="practice"), stop("Other", "10:00", "11:00", 5, **more)
        )
        assert [pair[0] for pair in second] == ["Oven", "Other"]


def test_stops_at_the_same_time_are_for_different_groups_which_change_places_at_the_next() -> None:
    assert ways_of(
        [5, 4],
        stop("Oven", "09:00", "10:00", 5),
        stop("Mill", "09:00", "10:00", 5),
        stop("Oven again", "10:00", "11:00", 5),
        stop("Mill again", "10:00", "11:00", 5),
    ) == [
        [("Oven", "09:00", "10:00"), ("Mill again", "10:00", "11:00")],
        [("Mill", "09:00", "10:00"), ("Oven again", "10:00", "11:00")],
    ]


clock = st.builds(time, st.integers(6, 20), st.sampled_from((0, 15, 30, 45)))


@st.composite
def stops(draw: st.DrawFn) -> c.Stop:
    start = draw(st.none() | clock)
    length = draw(st.integers(15, 180))
    ends = start and (datetime.combine(DAY, start) + timedelta(minutes=length)).time()
    return c.Stop(
        title="Stop",
        kind=draw(st.sampled_from((None, "practice", "meal"))),
        start=start,
        end=ends if draw(st.booleans()) else None,
        at=draw(st.sampled_from((None, "Village"))),
        capacity=draw(st.none() | st.integers(4, 20)),
    )


@settings(max_examples=up_to(300))
@given(st.lists(stops(), min_size=1, max_size=8), st.integers(1, 40))
def test_nobody_is_in_two_places_at_once_and_no_stop_is_too_full(planned: list[c.Stop], visitors: int) -> None:
    """`needed` says how many groups; each group's way is then looked at minute by minute."""
    kept = programme(*planned)
    count = needed(visitors, kept)
    sizes = [
        list(regrouped(dict.fromkeys(range(visitors)), count).values()).count(number + 1) for number in range(count)
    ]
    found = ways(place(kept, DAY, "UTC", None), sizes, "Bakery")
    assert len(found) == count
    for way in found if count > 1 else ():
        timed = [step for step in way if step.begins is not None and step.ends is not None]
        assert [step.begins for step in timed] == sorted(step.begins for step in timed if step.begins)
        for step, other in pairwise(timed):
            assert step.ends is not None
            assert other.begins is not None
            assert step.ends <= other.begins or step.begins == other.begins == step.ends
    no_stop_is_too_full(found, sizes)


def no_stop_is_too_full(found: list[list[Step]], sizes: list[int]) -> None:
    there: dict[tuple[str, datetime], int] = {}
    for way, size in zip(found, sizes, strict=True):
        for step in way:
            if step.begins is None or step.ends is None:
                continue
            for minute in range((step.ends - step.begins) // timedelta(minutes=1)):
                key = (step.stop.id, step.begins + timedelta(minutes=minute))
                there[key] = there.get(key, 0) + size
                capacity = step.stop.stop.capacity
                assert capacity is None or there[key] <= capacity


def test_whoever_loses_their_group_is_placed_in_the_order_of_signing_up() -> None:
    before = {"a": 1, "b": 1, "c": 1, "d": 1, "e": None, "f": None}
    assert regrouped(before, 3) == {"a": 1, "b": 1, "c": 2, "d": 2, "e": 3, "f": 3}

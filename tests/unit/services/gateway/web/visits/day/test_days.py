"""The stops of a visit by their days, and which day is looked at."""

from datetime import timedelta

from services.gateway.web.visits.day.days import days_of
from services.gateway.web.visits.day.delays import moving
from shared.contracts.types import When
from tests.support.gateway.seen_visit import STARTS, stop_of_day

THREE_DAYS = tuple(
    stop_of_day(name, STARTS.later(hours=hours)) for name, hours in (("oven", 0), ("tea", 2), ("market", 44))
)


def shown(after: timedelta) -> list[tuple[list[str], bool]]:
    found = days_of(THREE_DAYS, STARTS.instant + after)
    return [([stop.title for stop in day.stops], day.is_on) for day in found]


def test_stops_are_together_with_those_of_their_day() -> None:
    assert [stops for stops, _ in shown(timedelta())] == [["oven", "tea"], ["market"]]


def test_the_day_that_is_looked_at_is_today_the_next_one_to_come_or_the_last() -> None:
    assert [on for _, on in shown(timedelta(days=-9))] == [True, False]
    assert [on for _, on in shown(timedelta(hours=3))] == [True, False]
    assert [on for _, on in shown(timedelta(days=1))] == [False, True], "a day without stops leads to the next one"
    assert [on for _, on in shown(timedelta(days=9))] == [False, True]


def test_the_day_begins_at_midnight_of_the_place() -> None:
    there = When.of(STARTS.instant, "Asia/Tokyo")
    stops = (stop_of_day("night market", there), stop_of_day("port", there.later(hours=24)))
    tokyo_midnight = STARTS.instant.replace(hour=15, minute=1)
    assert [day.is_on for day in days_of(stops, tokyo_midnight)] == [False, True]


def test_a_stop_without_a_time_stays_with_the_one_before_it() -> None:
    days = days_of((THREE_DAYS[0], stop_of_day("walk", None), THREE_DAYS[2]), STARTS.instant)
    assert [[stop.title for stop in day.stops] for day in days] == [["oven", "walk"], ["market"]]


def test_nothing_planned_has_no_days() -> None:
    assert days_of((), STARTS.instant) == ()
    [only] = days_of((stop_of_day("walk", None),), STARTS.instant)
    assert (only.date, only.is_on) == (None, True)


def test_what_a_delay_moves_is_told_from_the_first_that_moves_to_the_end_of_its_day() -> None:
    train = stop_of_day("train", STARTS.later(hours=4), fixed=True)
    now = (*THREE_DAYS[:2], train, THREE_DAYS[2])
    tea_later = stop_of_day("tea", STARTS.later(hours=2, minutes=20))
    told = moving(now, (THREE_DAYS[0], tea_later, train, THREE_DAYS[2]))
    assert [(this_moving.title, this_moving.moves, this_moving.fixed) for this_moving in told] == [
        ("tea", True, False),
        ("train", False, True),
    ]


def test_a_stop_that_is_skipped_does_not_move_and_no_delay_moves_nothing() -> None:
    skipped = stop_of_day("tea", STARTS.later(hours=2), skipped=True)
    then = stop_of_day("tea", STARTS.later(hours=3), skipped=True)
    assert moving((THREE_DAYS[0], skipped), (THREE_DAYS[0], then)) == ()
    assert moving(THREE_DAYS, THREE_DAYS) == ()

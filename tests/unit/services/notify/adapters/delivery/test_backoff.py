from datetime import UTC, datetime, timedelta

import pytest

from services.notify.adapters.delivery.backoff import FIRST_PAUSE, LONGEST_PAUSE, Gate, on_clock, pause

NOW = datetime(2026, 9, 14, tzinfo=UTC)


def test_pauses_grow_to_an_hour_and_stay_there():
    pauses = [pause(attempt, "delivery-1") for attempt in range(1, 40)]
    assert FIRST_PAUSE * 0.75 <= pauses[0] <= FIRST_PAUSE * 1.25
    assert all(LONGEST_PAUSE * 0.75 <= value <= LONGEST_PAUSE * 1.25 for value in pauses[8:])


def test_messages_that_failed_together_come_back_apart_and_always_alike():
    assert len({pause(1, f"delivery-{number}") for number in range(20)}) > 10
    assert pause(3, "delivery-1") == pause(3, "delivery-1")


def test_who_asks_for_more_patience_gets_it():
    assert pause(1, "delivery-1", 7200) == 7200
    assert pause(1, "delivery-1", 1) == pause(1, "delivery-1")


@pytest.mark.parametrize("speed", [1.0, 60.0, 10_000.0])
def test_a_fast_clock_waits_as_long_as_a_slow_one(speed):
    assert (on_clock(NOW, 30, speed) - NOW) / speed == timedelta(seconds=30)


def test_a_wait_beyond_the_end_of_the_calendar_is_as_long_as_it_can_be():
    assert on_clock(NOW, 24 * 3600, 10_000_000) == datetime.max.replace(tzinfo=UTC)


async def test_a_gate_closes_for_longer_each_time_and_opens_at_once_when_something_gets_through():
    gate = Gate()
    assert gate.closed_for == 0
    first = gate.failed()
    assert 0 < gate.closed_for <= first
    assert gate.failed() <= first, "those who find out at the same time count once"
    gate.worked()
    assert gate.closed_for == 0

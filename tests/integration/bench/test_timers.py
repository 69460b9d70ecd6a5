import time

import pytest

from bench.timers import Plan, Ring, TimersFailedError, bare


def test_timers_are_due_evenly_after_the_lead() -> None:
    before = time.time()
    due = Plan(count=4, spread=2, lead=10).due()
    assert due[0] == pytest.approx(before + 10, abs=1)
    assert [round(at - due[0], 3) for at in due] == [0, 0.5, 1, 1.5]


async def test_lateness_is_counted_from_each_timers_own_due_time() -> None:
    ring = Ring([1_000.0, 2_000.0])
    ring.rang(1, 2_000.25)
    ring.rang(0, 1_000.1)
    assert await ring.lateness() == pytest.approx([100, 250])


async def test_a_timer_that_never_rings_is_no_figure() -> None:
    ring = Ring([1_000.0, 2_000.0])
    ring.rang(0, 1_000.1)
    with pytest.raises(TimersFailedError, match="1 of 2 timers never rang"):
        await ring.lateness(within=0)


async def test_a_timer_that_rings_twice_is_no_figure() -> None:
    ring = Ring([1_000.0, 2_000.0])
    for number in (0, 0, 1):
        ring.rang(number, 2_000.1)
    with pytest.raises(TimersFailedError, match="1 timers rang twice"):
        await ring.lateness()


def test_arming_that_outlasts_the_lead_is_no_figure() -> None:
    with pytest.raises(TimersFailedError, match="longer than the lead"):
        Ring([time.time() - 1]).missed_the_start()
    Ring([time.time() + 60]).missed_the_start()


async def test_bare_schedules_ring_after_they_are_due() -> None:
    measured = await bare(Plan(count=50, spread=0.2, lead=1))
    assert measured.armed_per_second > 0
    assert 0 < measured.p50 <= measured.p99

"""The demo's clock runs as fast as the machine can follow, and says so where that is slower than usual."""

import pytest

from convene.demo import pace


@pytest.mark.parametrize(("seconds", "speed"), [(0.5, 50_000), (3, 50_000), (6, 25_000), (15, 10_000), (100, 5_000)])
def test_the_longer_everything_takes_the_slower_the_clock_runs(seconds: float, speed: float) -> None:
    assert pace.speed_for(seconds) == speed


def test_a_slower_clock_waits_longer_and_says_why_and_how_long_it_takes() -> None:
    assert (pace.patience_at(50_000), pace.patience_at(10_000)) == (30, 150)
    assert pace.told(50_000) == "50,000 times as fast as life"
    assert "this machine is slow or busy now: it takes some 4 minutes" in pace.told(10_000)
    assert "convene demo --speed 3333" in pace.advice(10_000)


async def test_how_fast_this_machine_is_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "LOADS", "pass")
    assert await pace.seconds_to_load() > 0

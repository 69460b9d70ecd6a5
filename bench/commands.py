"""Commands per second of a service, measured the same way for every service."""

import asyncio
import tempfile
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path

import nats

from bench import clinic
from bench.load import Pace, Target, Timing, drive
from bench.registry import Figures, Say

FEW, MANY = 64, 256
PUBLISHED_WITHIN = 30.0

Running = Callable[[], AbstractAsyncContextManager[Target]]
"""Starts a service on fresh servers, and stops it all when the block ends."""


@dataclass(frozen=True)
class Speed:
    """One service with few and with many commands in flight, and how many events it had yet to publish at the end."""

    few: Timing
    many: Timing
    behind: int

    def __str__(self) -> str:
        words = f"{_in_words(FEW, self.few)}; {_in_words(MANY, self.many)}"
        return f"{words}; {self.behind:,} events behind at the end" if self.behind else words


class NeverPublishedError(RuntimeError):
    """A service accepted commands whose events never arrived: its speed would be that of promises."""


async def against(running: Running, baseline: str, say: Say, pace: Pace | None = None) -> Figures:
    """Our clinic service against a baseline service, each alone on fresh servers, one after the other."""
    ours = await speed(clinic.running, "the clinic service", say, pace)
    theirs = await speed(running, baseline, say, pace)
    note = f"ours: {ours}. {baseline}: {theirs}"
    return Figures(ours.many.per_second, theirs.many.per_second, note)


async def speed(running: Running, name: str, say: Say, pace: Pace | None = None) -> Speed:
    """Drive a service with few, then with many commands in flight. Raises what starting and driving it raise."""
    pace = pace or Pace(FEW)
    say(f"starting {name}")
    with tempfile.TemporaryDirectory(prefix="convene-bench-load-") as folder:
        async with running() as target:
            before = await _events(target)
            timings = []
            for in_flight in (FEW, MANY):
                say(f"{name}, {in_flight} in flight")
                now = replace(pace, in_flight=in_flight, first=pace.first + in_flight * 1_000_000)
                timings.append(await drive(target, now, Path(folder)))
                say(f"{name}, {_in_words(in_flight, timings[-1])}")
            accepted = sum(timing.accepted for timing in timings)
            behind = await _published(target, before + accepted)
    return Speed(timings[0], timings[1], behind)


def _in_words(in_flight: int, timing: Timing) -> str:
    return f"{in_flight} in flight {timing.per_second:,.0f}/s, p50 {timing.p50:,.1f} ms, p99 {timing.p99:,.1f} ms"


async def _published(target: Target, all_of_them: int) -> int:
    """How many events are missing now; then wait until none is. Raises NeverPublishedError."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PUBLISHED_WITHIN
    behind = missing = all_of_them - await _events(target)
    while missing > 0:
        if loop.time() > deadline:
            raise NeverPublishedError(f"{missing:,} events were not on {target.stream} {PUBLISHED_WITHIN:g} s later.")
        await asyncio.sleep(0.1)
        missing = all_of_them - await _events(target)
    return behind


async def _events(target: Target) -> int:
    """How many events are on the target's stream."""
    bus = await nats.connect(target.nats_url, **target.connect)
    try:
        return (await bus.jetstream().stream_info(target.stream)).state.messages
    finally:
        await bus.close()

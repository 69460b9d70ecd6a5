"""A clinic with ten thousand contributions: what one more costs there, and what it costs to take it up again."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

from bench.clinic import BEFORE_ADVICE
from bench.registry import Figures, Say
from bench.world import World
from convene.stack import Stack
from convene.stack.record import Record
from services.clinic.app import clinic as aggregate
from shared.clock import clock_of
from shared.contracts import clinic as c
from shared.journal import Journal
from shared.journal.reader import Reader
from shared.journal.set_aside import SetAside
from shared.runtime import gc_tuning
from shared.store.driver import Database, Store

IN_FLIGHT = 64
KEPT_WITHIN = 30.0
ADVICE = "In a similar position I walked the floor for a week first, and then asked again. ({number})"


@dataclass(frozen=True)
class Size:
    """How many contributions there are before measuring, and how often how many clinics with few get `IN_FLIGHT` more."""

    few: int = 10
    many: int = 10_000
    rounds: int = 12
    clinics: int = 4


@dataclass
class Cost:
    """What contributions cost in all: processor time of the clinic service's process, and time on the wall, in seconds."""

    contributions: int = 0
    processor: float = 0
    wall: float = 0

    @property
    def each(self) -> float:
        """Microseconds of processor time for one."""
        return self.processor / self.contributions * 1e6

    def __str__(self) -> str:
        return f"{self.each:,.0f} µs of processor time, {self.wall / self.contributions * 1e6:,.0f} µs on the wall"


class NotKeptError(RuntimeError):
    """No snapshot of the long clinic was kept, so that taking it up again is something else than meant."""


async def growth(say: Say, size: Size | None = None) -> Figures:
    """One more contribution to a clinic with many, against one to clinics with few; in turns, so that both meet the same."""
    size = size or Size()
    async with _clinics() as (world, process):
        say(f"filling a clinic with {size.many:,} contributions")
        long = await _in_advice(world)
        await _advise(world, long, size.many)
        many, few = Cost(), Cost()
        say(f"{size.rounds} times {size.clinics * IN_FLIGHT} more, and as many to clinics with {size.few}")
        for _ in range(size.rounds):
            short = [await _in_advice(world) for _ in range(size.clinics)]
            for clinic in short:
                await _advise(world, clinic, size.few)
            await _measure(world, process, short, few)
            await _measure(world, process, [long] * size.clinics, many)
    note = f"at {size.many:,}: {many}. at {size.few}: {few}"
    return Figures(many.each, few.each, note)


async def cold_load(say: Say, contributions: int = 10_000, times: int = 9) -> Figures:
    """Milliseconds until a journal that knows nothing has the state of a long clinic, against reading all its commits."""
    async with _clinics() as (world, _):
        say(f"filling a clinic with {contributions:,} contributions")
        clinic = await _in_advice(world)
        await _advise(world, clinic, contributions)
        store = Store(world.settings.mongo_url, world.settings.mongo_driver)
        database = store.database(f"{world.settings.database_prefix}_clinic")
        try:
            kept = await _kept(database, clinic, contributions)
            gc_tuning.tune_gc()  # as a service does once it runs
            say("taking it up again, and reading all its commits")
            ours = [await _timed(_take_up(database, clinic, contributions)) for _ in range(times)]
            theirs = [await _timed(_read_all(database, clinic, contributions)) for _ in range(3)]
        finally:
            await store.close()
    note = f"median of {times}, {min(ours):.0f}-{max(ours):.0f} ms; the snapshot was of version {kept:,}"
    return Figures(median(ours), median(theirs), note)


@asynccontextmanager
async def _clinics() -> AsyncIterator[tuple[World, psutil.Process]]:
    """A community on a fresh stack, and the process in which the clinic service runs."""
    with tempfile.TemporaryDirectory(prefix="convene-bench-") as name:
        async with Stack(Path(name), [["community"], ["clinic"]], http_port=0) as stack:
            world = await World.open(stack.settings, clock_of(stack.settings))
            await world.found_community()
            process = psutil.Process(Record.read(Path(name) / "stack.json").children["clinic"].pid)
            try:
                yield world, process
            finally:
                await world.connection.close()


async def _in_advice(world: World) -> str:
    """A clinic in its advice step; its id."""
    clinic = await world.begin_clinic("Under load", {})
    for step in BEFORE_ADVICE:
        await world.send(world.facilitator, c.AdvanceStep(clinic_id=clinic, from_step=step))
    return clinic


async def _advise(world: World, clinic: str, count: int) -> None:
    """So many pieces of advice, `IN_FLIGHT` at a time."""
    for begin in range(0, count, IN_FLIGHT):
        numbers = range(begin, min(begin + IN_FLIGHT, count))
        given = (c.GiveAdvice(clinic_id=clinic, text=ADVICE.format(number=number)) for number in numbers)
        await asyncio.gather(*(world.send(world.guest, give_advice) for give_advice in given))


async def _measure(world: World, process: psutil.Process, clinics: Sequence[str], cost: Cost) -> None:
    """All of them between two looks at the clock: a look at a process's time is good to ten milliseconds."""
    before, began = process.cpu_times(), time.perf_counter()
    for clinic in clinics:
        await _advise(world, clinic, IN_FLIGHT)
    after = process.cpu_times()
    cost.wall += time.perf_counter() - began
    cost.processor += after.user + after.system - before.user - before.system
    cost.contributions += IN_FLIGHT * len(clinics)


async def _kept(database: Database, clinic: str, contributions: int) -> int:
    """The version of the snapshot that is kept once the clinic is quiet. Raises `NotKeptError`."""
    ends = time.monotonic() + KEPT_WITHIN
    while time.monotonic() < ends:
        found = await database["snapshots"].find_one({"_id": clinic}, {"version": 1})
        if found is not None and found["version"] > 0.99 * contributions:
            version: int = found["version"]
            return version
        await asyncio.sleep(0.1)
    raise NotKeptError(f"{clinic} was not kept within {KEPT_WITHIN:g} s.")


async def _take_up(database: Database, clinic: str, contributions: int) -> None:
    read = await Journal(database, [aggregate], []).read(clinic)
    assert read is not None
    assert len(read.state.contributions) == contributions


async def _read_all(database: Database, clinic: str, contributions: int) -> None:
    reader = Reader(
        database["journal"],
        {event.__name__: event for event in aggregate.events},
        SetAside(database["set_aside"]),
    )
    state = None
    async for commits in reader.chunks(clinic, 0):
        for commit in commits:
            state = aggregate.evolve.fold(state, commit.events)
    assert state is not None
    assert len(state.contributions) == contributions


async def _timed(work: Awaitable[None]) -> float:
    """How long it took, in milliseconds."""
    began = time.perf_counter()
    await work
    return (time.perf_counter() - began) * 1_000

"""The real gateway in a process of its own, before a clinic in its advice step, as the rows about it need it."""

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.clinic import BEFORE_ADVICE
from bench.world import World
from convene.stack import Stack
from convene.stack.record import Record
from shared.bus.subjects import Subjects
from shared.clock import clock_of
from shared.contracts import clinic as c

PROCESSES = (["gateway"], ["community", "clinic"])
"""As `convene up` has them: browsers, and everything else."""


@dataclass(frozen=True)
class Gate:
    """A running gateway and what stands behind it."""

    world: World
    address: str
    clinic: str
    process: psutil.Process
    """The gateway's."""
    subjects: Subjects
    folder: Path


@asynccontextmanager
async def running(members: int = 0, processes: Sequence[Sequence[str]] = PROCESSES) -> AsyncIterator[Gate]:
    """On fresh servers, on loopback, for as long as the block lasts; with so many more members."""
    with tempfile.TemporaryDirectory(prefix="convene-bench-") as name:
        folder = Path(name)
        async with Stack(folder, processes, http_port=0) as stack:
            world = await World.open(stack.settings, clock_of(stack.settings))
            try:
                await world.found_community()
                await world.join_many(members)
                clinic = await world.begin_clinic("Under load", {})
                for step in BEFORE_ADVICE:
                    await world.send(world.facilitator, c.AdvanceStep(clinic_id=clinic, from_step=step))
                yield Gate(
                    world=world,
                    address=f"http://{stack.settings.http_host}:{stack.settings.http_port}",
                    clinic=clinic,
                    process=psutil.Process(Record.read(folder / "stack.json").children["gateway"].pid),
                    subjects=Subjects(stack.settings.bus_prefix),
                    folder=folder,
                )
            finally:
                await world.connection.close()

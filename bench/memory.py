"""What the processes of an embedded stack take, once they have started and do nothing."""

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.children import Child, child
from convene.stack.record import Record
from convene.stack.supervisor import DEFAULT_PROCESSES

IDLE_SHARE = 0.10
"""Of one core, all processes together: heartbeats go on at rest."""
LOOK_SECONDS = 1.0
IDLE_LOOKS = 3
SETTLED_WITHIN = 90.0
MB = 1_000_000


class NeverAtRestError(RuntimeError):
    """The processes kept working: what they take then is not what they take at rest."""


@dataclass(frozen=True)
class Memory:
    """By process, in bytes; `measure` is what was added up: `pss` counts shared pages once, `rss` in every process."""

    measure: str
    processes: dict[str, int]

    @property
    def megabytes(self) -> float:
        return sum(self.processes.values()) / MB

    def of(self, *names: str) -> "Memory":
        """The part that these processes take. Raises `KeyError` where one of them did not run."""
        return Memory(self.measure, {name: self.processes[name] for name in names})

    def __str__(self) -> str:
        parts = ", ".join(f"{name} {taken / MB:,.0f}" for name, taken in self.processes.items())
        return f"{self.megabytes:,.0f} MB {self.measure.upper()} ({parts})"


async def at_rest(processes: Sequence[Sequence[str]] = DEFAULT_PROCESSES) -> Memory:
    """Start `convene up` with these processes on an empty folder, wait until all of it is idle, and measure."""
    grouped = " ".join("+".join(names) for names in processes)
    with tempfile.TemporaryDirectory(prefix="convene-bench-") as name:
        folder, data = Path(name), Path(name) / "data"
        command = [sys.executable, "-m", "convene", "up", "--data", str(data), "--port", "0", "--processes", grouped]
        async with child("convene", command, folder) as up:
            await up.until_printed("Ctrl-C stops it.")
            found = _processes(up, data)
            await settled(list(found.values()))
            return taken(found)


def _processes(up: Child, data: Path) -> dict[str, psutil.Process]:
    """Everything `convene up` runs, itself with the postbox in it included."""
    whole = psutil.Process(up.process.pid)
    named = {recorded.pid: name for name, recorded in Record.read(data / "stack.json").children.items()}
    return {"convene up": whole} | {
        named.get(process.pid, f"{process.name()} {process.pid}"): process for process in whole.children(True)
    }


async def settled(processes: Sequence[psutil.Process], within: float = SETTLED_WITHIN) -> None:
    """Wait until they have done nothing for a while. Raises `NeverAtRestError` after so many seconds."""
    loop = asyncio.get_running_loop()
    ends, idle, before = loop.time() + within, 0, worked(processes)
    while idle < IDLE_LOOKS:
        if loop.time() > ends:
            raise NeverAtRestError(f"The processes were still working after {within:.0f} s.")
        began = loop.time()
        await asyncio.sleep(LOOK_SECONDS)
        now = worked(processes)
        idle = idle + 1 if now - before < IDLE_SHARE * (loop.time() - began) else 0
        before = now


def worked(processes: Sequence[psutil.Process]) -> float:
    """Processor time they have used so far, together, in seconds."""
    return sum(times.user + times.system for times in (process.cpu_times() for process in processes))


def taken(processes: dict[str, psutil.Process]) -> Memory:
    """What each takes now. PSS where the system tells it (Linux), for forked and shared pages would count twice."""
    if all(hasattr(process.memory_full_info(), "pss") for process in processes.values()):
        return Memory("pss", {name: process.memory_full_info().pss for name, process in processes.items()})
    return Memory("rss", {name: process.memory_info().rss for name, process in processes.items()})

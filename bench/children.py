"""Child processes of a benchmark run: started on loopback, waited for, and always stopped again by their own pid."""

import asyncio
import socket
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

READY_WITHIN = 30.0
STOP_WITHIN = 10.0
PAUSE = 0.05


class ChildFailedError(RuntimeError):
    """A child process ended or never became ready; the message holds the end of what it printed."""


@dataclass(frozen=True)
class Child:
    """A running process and the file that holds what it prints."""

    name: str
    process: asyncio.subprocess.Process
    log: Path

    def printed(self) -> str:
        """What it has printed so far, both outputs together."""
        return self.log.read_text(errors="replace")

    async def until(self, ready: Callable[[], Awaitable[bool]], within: float = READY_WITHIN) -> None:
        """Wait until `ready` says so. Raises ChildFailedError if the process ends first or `within` seconds pass."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while not await ready():
            if self.process.returncode is not None:
                raise ChildFailedError(f"{self.name} ended with code {self.process.returncode}: {self._end()}")
            if loop.time() > deadline:
                raise ChildFailedError(f"{self.name} was not ready within {within:g} s: {self._end()}")
            await asyncio.sleep(PAUSE)

    async def until_printed(self, text: str) -> None:
        """Wait until it prints this text. Raises ChildFailedError as `until` does."""

        async def seen() -> bool:
            return text in self.printed()

        await self.until(seen)

    def _end(self) -> str:
        return self.printed()[-1_000:].strip() or "it printed nothing"


@asynccontextmanager
async def child(name: str, command: Sequence[str], folder: Path) -> AsyncIterator[Child]:
    """Run a command while the block lasts; what it prints goes to `<folder>/<name>.log`."""
    log = folder / f"{name}.log"
    with log.open("wb") as output:
        # A session of its own: Ctrl-C reaches us alone, and we stop the children in their order.
        process = await asyncio.create_subprocess_exec(
            *command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        yield Child(name, process, log)
    finally:
        await _stop(process)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_WITHIN)
    except TimeoutError:
        process.kill()
        await process.wait()


def free_port() -> int:
    """A loopback port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""One process of the stack: started, watched, started again when it dies, stopped in good order."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

from convene.stack.errors import ChildFailedError
from convene.stack.plan import Plan
from convene.stack.watch import Watch

Say = Callable[[str], None]
LEASH = Path(__file__).with_name("leash.py")
LOG_LIMIT = 5_000_000
TAIL_LINES = 8


class Child:
    """Keeps one process alive. `pid` changes when it is started again, and `restarts` counts how often that was."""

    def __init__(
        self, plan: Plan, log: Path, say: Say, spawned: Callable[[str, int], None] = lambda _name, _pid: None
    ) -> None:
        self.name = plan.name
        self.log = log
        self.restarts = 0
        self._plan = plan
        self._say = say
        self._watch = Watch(plan, say)
        self._spawned = spawned
        self._process: Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._hurry = asyncio.Event()
        self._change = asyncio.Condition()
        self._ready = False

    @property
    def pid(self) -> int | None:
        """The process's number, or None while there is none."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> None:
        """Returns when the process is ready. Raises `ChildFailedError`, with the end of its log, if it never is."""
        first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._live(first), name=f"child {self.name}")
        # Shielded: whoever gives up waiting still has to call `stop`, which waits for the same task.
        await asyncio.shield(first)

    async def stop(self) -> None:
        """Ask the process to end, and kill it if it does not. Harmless where it never ran."""
        self._stopping.set()
        if self._task:
            await self._task

    def hurry(self) -> None:
        """Kill what `stop` is still waiting for."""
        self._hurry.set()

    async def back(self, restarts: int, seconds: float = 60) -> None:
        """Wait until the process is ready after more than `restarts` restarts, or raise `TimeoutError`."""
        async with asyncio.timeout(seconds), self._change:
            await self._change.wait_for(lambda: self._ready and self.restarts > restarts)

    async def _live(self, first: asyncio.Future[None]) -> None:
        soon = 0  # deaths in a row, each soon after the start
        try:
            while not self._stopping.is_set():
                if first.done():  # whoever starts the first time is told at once what is wrong
                    await first_of(self._watch.room(), self._stopping.wait())
                    if self._stopping.is_set():
                        return
                process = await self._spawn()
                ready_at = await self._wait_ready(process)
                if ready_at is None and not first.done():
                    first.set_exception(ChildFailedError(await self._failure(process)))
                    return
                if ready_at is not None:
                    await self._announce(first)
                    await first_of(process.wait(), self._stopping.wait(), self._watch.until_broken())
                    await self._set_ready(ready=False)
                if self._stopping.is_set():
                    return
                # One that lives but is broken did its work only as long as it was found well.
                until = self._watch.last_well if process.returncode is None else asyncio.get_running_loop().time()
                lived = until - ready_at if ready_at is not None else 0
                soon = 0 if lived >= self._plan.patience.proven else soon + 1
                await self._wait_before_restart(process, soon, broken=ready_at is not None)
        except Exception as error:  # such as a log that can't be written: nobody else would hear of it
            failure = ChildFailedError(f"{self.name} can't be kept running: {error!r}")
            if first.done():
                self._say(str(failure))
            else:
                first.set_exception(failure)
        finally:
            await self._end()
            if not first.done():
                first.cancel()

    async def _spawn(self) -> Process:
        if self._plan.prepare:
            self._plan.prepare()
        with open_log(self.log) as log:
            # A session of its own: Ctrl-C at the terminal reaches us alone, and we stop the others in order.
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", str(LEASH), str(os.getpid())),
                *self._plan.command,
                stdin=DEVNULL, stdout=log, stderr=log, env=self._plan.env, start_new_session=True,
            )  # fmt: skip
        self._spawned(self.name, self._process.pid)
        return self._process

    async def _wait_ready(self, process: Process) -> float | None:
        """When the process became ready (loop time), or None if it died, was stopped or took too long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._plan.patience.ready):
                while process.returncode is None and not self._stopping.is_set():
                    if await self._looks_ready(process) and process.returncode is None:
                        return asyncio.get_running_loop().time()
                    await first_of(
                        process.wait(), self._stopping.wait(), asyncio.sleep(self._plan.patience.between_checks)
                    )
        return None

    async def _looks_ready(self, process: Process) -> bool:
        """Ask once; an answer that takes long is given up when the process dies, or is to stop."""
        asking = asyncio.ensure_future(self._plan.ready())
        try:
            await first_of(asyncio.wait({asking}), process.wait(), self._stopping.wait())
            return asking.done() and asking.result()
        finally:
            asking.cancel()
            await asyncio.wait({asking})

    async def _announce(self, first: asyncio.Future[None]) -> None:
        if first.done():
            self._say(f"{self.name} is back")
        else:
            first.set_result(None)
        await self._set_ready(ready=True)

    async def _set_ready(self, *, ready: bool) -> None:
        async with self._change:
            self._ready = ready
            self._change.notify_all()

    async def _wait_before_restart(self, process: Process, soon: int, *, broken: bool) -> None:
        what = "was broken" if broken and process.returncode is None else end_of(process)
        await self._end()
        patience = self._plan.patience
        wait = min(patience.first_wait * 2 ** max(soon - 1, 0), patience.longest_wait)
        self._say(f"{self.name} {what}; starting it again in {wait:g} s (its log: {self.log})")
        await first_of(asyncio.sleep(wait), self._stopping.wait())
        self.restarts += 1

    async def _failure(self, process: Process) -> str:
        what = end_of(process)
        await self._end()
        lines = self.log.read_text(errors="replace").splitlines()[-TAIL_LINES:]
        return "\n  ".join([f"{self.name} {what} while starting. The end of its log, {self.log}:", *lines])

    async def _end(self) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._plan.patience.stop):
                await first_of(process.wait(), self._hurry.wait())
        with suppress(ProcessLookupError):
            if process.returncode is None:
                self._say(f"{self.name} did not stop when asked and is killed")
                process.kill()
        await process.wait()


def open_log(path: Path) -> Any:
    """The log, to append to; a long one becomes `<name>.log.1` first."""
    with suppress(FileNotFoundError):
        if path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_name(path.name + ".1"))
    return path.open("ab")


def end_of(process: Process) -> str:
    """What to say of a process that did not become ready, or is no longer."""
    if process.returncode is None:
        return "did not get ready in time"
    return f"ended ({describe_end(process.returncode)})"


def describe_end(code: int) -> str:
    """A return code in words."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"


async def first_of(*ways: Coroutine[Any, Any, Any]) -> None:
    """Returns when the first of them is done; the others are given up."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

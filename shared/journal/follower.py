"""What follows the journal: the bus and the read models. Each gets every commit in order, and again until it took it."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Sequence
from typing import Protocol

import structlog

from shared.journal.commit import Commit

log = structlog.get_logger(__name__)

BUS = "bus"
"""The name of the sink that is the bus; all others are read models and the like."""
LARGEST_BITE = 512
LONGEST_PAUSE = 5.0


class Sink(Protocol):
    """Takes commits in order. May be given the same ones again; must not mind."""

    name: str

    async def take(self, commits: Sequence[Commit]) -> None:
        """Raises where it could not take all of them: then the same ones come again."""
        ...


class Follower:
    """Feeds one sink. `position` is the last batch of the own lane that the sink has taken."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.position = 0
        self._queue: deque[tuple[int | None, Sequence[Commit]]] = deque()
        self._wake = asyncio.Event()
        self._offered = 0
        self._taken = 0
        self._waiters: list[tuple[int, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    @property
    def behind(self) -> int:
        """How many batches wait."""
        return len(self._queue)

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name=f"follower {self.sink.name}")

    async def stop(self, grace: float = 3.0) -> None:
        """Deliver what waits, as far as that goes within `grace` seconds; the lane remembers the rest."""
        if self._task is None:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.caught_up(), grace)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def offer(self, batch: int | None, commits: Sequence[Commit]) -> None:
        """Queue a batch of the own lane, or commits of another lane that must go first (`None`)."""
        self._queue.append((batch, commits))
        self._offered += 1
        self._wake.set()

    async def caught_up(self) -> None:
        """Wait until everything that was offered so far is delivered."""
        if self._taken >= self._offered:
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append((self._offered, waiter))
        await waiter

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            bite, position, offers = self._next_bite()
            await self._deliver(bite)
            self.position = max(self.position, position)
            self._taken += offers
            self._tell_waiters()
            if not self._queue:
                self._wake.clear()

    def _next_bite(self) -> tuple[list[Commit], int, int]:
        bite: list[Commit] = []
        position, offers = self.position, 0
        while self._queue and len(bite) < LARGEST_BITE:
            batch, commits = self._queue.popleft()
            bite += commits
            position = batch if batch is not None else position
            offers += 1
        return bite, position, offers

    def _tell_waiters(self) -> None:
        for target, waiter in self._waiters:
            if target <= self._taken and not waiter.done():
                waiter.set_result(None)
        self._waiters = [(target, waiter) for target, waiter in self._waiters if not waiter.done()]

    async def _deliver(self, commits: Sequence[Commit]) -> None:
        pause = 0.05
        while commits:
            try:
                await self.sink.take(commits)
            except Exception as error:
                log.warning("could not deliver; trying again", sink=self.sink.name, reason=error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                return

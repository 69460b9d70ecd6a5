"""What follows the journal: the bus and the read models. Each gets every commit in order, and again until it took it."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import structlog
from nats.errors import Error as NatsError
from nats.errors import MaxPayloadError
from nats.js.errors import BadRequestError

from shared.bus.continuity import Place
from shared.journal.commit import Commit
from shared.journal.set_aside import SetAside, Unread
from shared.logs import reason_of
from shared.store.errors import StoreError

log = structlog.get_logger(__name__)

BUS = "bus"
"""The name of the sink that is the bus; all others are read models and the like."""
LARGEST_CHUNK = 512
LONGEST_PAUSE = 5.0
TRIES_FOR_MISTAKES = 5
"""What fails this often, and not because something is away, is looked for one commit at a time, and set aside."""
_AWAY = (StoreError, NatsError, OSError, TimeoutError)
_NOT_AWAY = (MaxPayloadError, BadRequestError)


class Sink(Protocol):
    """Takes commits in order. May be given the same ones again; must not mind."""

    name: str

    async def take(self, commits: Sequence[Commit]) -> None:
        """Raises where it could not take all of them: then the same ones come again."""
        ...


@dataclass(frozen=True, slots=True)
class Trouble:
    """Since when (as `time.monotonic` tells it) something has failed each time it was tried, and why it did last."""

    since: float
    reason: str


@runtime_checkable
class Publishing(Sink, Protocol):
    """The sink that is the bus: it knows where in the events stream the newest event is that it was to publish."""

    @property
    def reached(self) -> Place | None: ...

    def holds(self, place: Place) -> bool:
        """Whether a place noted earlier still means the same: the stream may have been put back."""
        ...


class Follower:
    """Feeds one sink. `position` is the last batch of the own lane that the sink has taken."""

    def __init__(self, sink: Sink, aside: SetAside) -> None:
        self.sink = sink
        self._aside = aside
        self.position = 0
        self.trouble: Trouble | None = None
        """Why the sink takes nothing at the moment; None where it does."""
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
            chunk, position, offers = self._next_chunk()
            await self._deliver(chunk)
            self.position = max(self.position, position)
            self._taken += offers
            self._tell_waiters()
            if not self._queue:
                self._wake.clear()

    def _next_chunk(self) -> tuple[list[Commit], int, int]:
        chunk: list[Commit] = []
        position, offers = self.position, 0
        while self._queue and len(chunk) < LARGEST_CHUNK:
            batch, commits = self._queue.popleft()
            chunk += commits
            position = batch if batch is not None else position
            offers += 1
        return chunk, position, offers

    def _tell_waiters(self) -> None:
        for target, waiter in self._waiters:
            if target <= self._taken and not waiter.done():
                waiter.set_result(None)
        self._waiters = [(target, waiter) for target, waiter in self._waiters if not waiter.done()]

    async def _deliver(self, commits: Sequence[Commit]) -> None:
        """Until the sink has them. What it cannot take, whatever is tried, is set aside, and with it what builds on it."""
        commits = [commit for commit in commits if not self._holds(commit)]
        if commits and await self._try(commits) is not None:
            for commit in commits:
                if not self._holds(commit) and (mistake := await self._try([commit])) is not None:
                    await self._set_aside(commit, mistake)

    async def _try(self, commits: Sequence[Commit]) -> Exception | None:
        """The mistake for which the sink does not take these, if it is one; while something is away it waits."""
        pause, mistakes = 0.05, 0
        while True:
            try:
                await self.sink.take(commits)
            except Exception as error:
                since = self.trouble.since if self.trouble else time.monotonic()
                self.trouble = Trouble(since, reason_of(error))
                log.warning("could not deliver; trying again", sink=self.sink.name, reason=error)
                mistakes = mistakes + 1 if self._is_mistake(error) else 0
                if mistakes >= TRIES_FOR_MISTAKES:
                    return error
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                self.trouble = None
                return None

    def _is_mistake(self, error: Exception) -> bool:
        """The bus gets everything or waits: what it lacked, nobody would look for."""
        away = isinstance(error, _AWAY) and not isinstance(error, _NOT_AWAY)
        return not away and self.sink.name != BUS

    def _holds(self, commit: Commit) -> bool:
        return self._aside.holds(commit.stream, commit.version, self.sink.name)

    async def _set_aside(self, commit: Commit, mistake: Exception) -> None:
        kinds = ", ".join(type(event).__name__ for event in commit.events)
        reason = f"{self.sink.name} cannot take it: {type(mistake).__name__}"
        unread = Unread(commit.stream, commit.version, kinds, reason, self.sink.name)
        while True:
            try:
                await self._aside.note(unread)
            except StoreError:
                await asyncio.sleep(LONGEST_PAUSE / 10)
            else:
                self.trouble = None  # it goes on with what comes behind
                return

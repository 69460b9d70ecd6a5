"""Group commit: whatever waits at the same time goes to the store in one ordered insert, each with its own result."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog

from shared.domain import Refusal
from shared.journal.commit import Commit, note_id
from shared.journal.head import Head
from shared.store.driver import Collection, Document
from shared.store.errors import StoreError
from shared.store.writes import insert_until_duplicate, size_of

log = structlog.get_logger(__name__)

LARGEST_BATCH = 256
LARGEST_DOCUMENT = 15 * 1024 * 1024
LONGEST_PAUSE = 2.0
GRACE_SECONDS = 5.0
STUCK_SECONDS = 2.0


class Clash(Exception):
    """Somebody else wrote this version, or one that it builds on was not written: decide again."""


class LaneTaken(Exception):
    """This lane was closed by a process that took this one for dead: go on in another."""


@dataclass(slots=True)
class Waiting:
    commit: Commit
    head: Head
    written: "asyncio.Future[None]"

    def succeed(self) -> None:
        self.head.pending -= 1
        if not self.written.done():
            self.written.set_result(None)

    def fail(self, error: Exception) -> None:
        """It is not in the store, so nothing may build on it either."""
        self.head.pending -= 1
        self.head.broken = True
        if not self.written.done():
            self.written.set_exception(error)
            self.written.exception()  # whoever gave up waiting must not leave a warning behind


class Writer:
    """Writes this process's lane. `on_batch` gets every batch that was written, in order; `open_lane` the next lane."""

    def __init__(
        self,
        journal: Collection,
        lane: str,
        on_batch: Callable[[int, list[Commit]], None],
        open_lane: Callable[[int], Awaitable[str]],
    ) -> None:
        self._journal = journal
        self.lane = lane
        self._on_batch = on_batch
        self._open_lane = open_lane
        self._queue: list[Waiting] = []
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._batch = 0
        self._refused_since: float | None = None
        self._task: asyncio.Task[None] | None = None
        self._open = False

    @property
    def waiting(self) -> int:
        """How many commits are not yet on their way."""
        return len(self._queue)

    @property
    def stuck(self) -> bool:
        """Whether the store has refused for a while what is to be written."""
        return self._refused_since is not None and time.monotonic() - self._refused_since > STUCK_SECONDS

    @property
    def takes(self) -> bool:
        """Whether commits are still written: no longer once it was told to stop."""
        return self._open

    def start(self) -> None:
        self._open = True
        self._task = asyncio.create_task(self._run(), name=f"writer {self.lane}")

    async def stop(self) -> None:
        """Write what waits, as far as the store lets us within five seconds."""
        self._open = False
        if self._task is None:
            return
        try:
            await asyncio.wait_for(self._idle.wait(), GRACE_SECONDS)
        except TimeoutError:
            log.warning("stopping with commits that the store did not take", lane=self.lane, commits=self.waiting)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def submit(self, commit: Commit, state: Any, head: Head) -> "asyncio.Future[None]":
        """Queue a commit and the state it leads to; the future is done once it is safe, or holds why it is not."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        head.append(commit, state, written)
        self._queue.append(Waiting(commit, head, written))
        self._idle.clear()
        self._wake.set()
        return written

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            batch, self._queue = self._queue[:LARGEST_BATCH], self._queue[LARGEST_BATCH:]
            while batch:
                batch = await self._write(batch)
            if not self._queue:
                self._wake.clear()
                self._idle.set()

    async def _write(self, batch: list[Waiting]) -> list[Waiting]:
        """Write one batch under a note of its own; what must be sent again is returned."""
        batch = [waiting for waiting in batch if not self._gave_way(waiting)]
        if not batch:
            return []
        self._batch += 1
        for waiting in batch:
            waiting.commit.lane, waiting.commit.batch = self.lane, self._batch
        note: Document = {"_id": note_id(self.lane, self._batch), "ids": [waiting.commit.id for waiting in batch]}
        try:
            clashed = await self._insert([note, *(waiting.commit.document() for waiting in batch)])
        except LaneTaken:
            self.lane = await self._open_lane(self._batch)
            return batch
        except Exception as error:
            self._batch -= 1  # nothing was sent, and the next batch must follow the last one
            return await self._without_the_unwritable(batch, error)
        finally:
            self._refused_since = None
        done = batch if clashed is None else batch[: clashed - 1]
        for waiting in done:
            waiting.succeed()
        # A batch that wrote nothing still moves the relay's position past its note.
        self._on_batch(self._batch, [waiting.commit for waiting in done])
        if clashed is None:
            return []
        batch[clashed - 1].fail(Clash())
        return batch[clashed:]

    @staticmethod
    def _gave_way(waiting: Waiting) -> bool:
        if waiting.head.broken:
            waiting.fail(Clash())
        return waiting.head.broken

    @staticmethod
    async def _without_the_unwritable(batch: list[Waiting], error: Exception) -> list[Waiting]:
        """Turn away what no document can hold (a number too large, say), so that it does not stop everybody else."""
        rest: list[Waiting] = []
        for waiting in batch:
            try:
                problem = "it is too large" if size_of(waiting.commit.document()) > LARGEST_DOCUMENT else ""
            except Exception as reason:
                problem = str(reason)
            if problem:
                log.warning("turned away what cannot be stored", commit=waiting.commit.id)
                waiting.fail(Refusal(422, "not-storable", f"This cannot be stored: {problem[:200]}"))
            else:
                rest.append(waiting)
        if len(rest) == len(batch):
            log.error("a batch could not be sent; trying again", reason=error)
            await asyncio.sleep(LONGEST_PAUSE / 4)
        return rest

    async def _insert(self, documents: list[Document]) -> int | None:
        """Insert all, in order; the place of the first that somebody else had written, if any.

        Where the store was lost in between nobody knows how much arrived, so the same documents are sent until the
        store answers for each: one that is there already, and is ours, has arrived.
        """
        first, pause = 0, 0.05
        while True:
            try:
                taken = await insert_until_duplicate(self._journal, documents[first:])
            except StoreError as error:
                self._refused()
                log.warning("the store did not take a batch; trying again", lane=self.lane, reason=error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            if taken is None:
                return None
            first += taken
            if not await self._is_ours(documents[first]):
                if first == 0:
                    raise LaneTaken
                return first
            first += 1
            if first == len(documents):
                return None

    def _refused(self) -> None:
        if self._refused_since is None:
            self._refused_since = time.monotonic()

    async def _is_ours(self, document: Document) -> bool:
        while True:
            try:
                found = await self._journal.find_one({"_id": document["_id"]})
            except StoreError:
                await asyncio.sleep(LONGEST_PAUSE / 10)
                continue
            if found is None:
                return False
            same = ("ids",) if "ids" in document else ("lane", "batch", "actor", "command_id")
            return all(found.get(name) == document[name] for name in same)

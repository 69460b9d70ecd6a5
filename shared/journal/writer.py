"""Group commit: whatever waits at the same time goes to the store in one ordered insert, each with its own result."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from pymongo.errors import BulkWriteError

from shared.journal.commit import Commit, note_id
from shared.journal.head import Head
from shared.mongo import Collection, Document, StoreError

log = structlog.get_logger(__name__)

LARGEST_BATCH = 256
DUPLICATE_KEY = 11000
LONGEST_PAUSE = 2.0


class Clash(Exception):
    """Somebody else wrote this version, or one that it builds on was not written: decide again."""


@dataclass(slots=True)
class Waiting:
    commit: Commit
    head: Head
    written: "asyncio.Future[None]"

    def succeed(self) -> None:
        self.head.pending -= 1
        if not self.written.done():
            self.written.set_result(None)

    def clash(self) -> None:
        self.head.pending -= 1
        self.head.broken = True
        if not self.written.done():
            self.written.set_exception(Clash())
            self.written.exception()  # whoever gave up waiting must not leave a warning behind


class Writer:
    """Writes this process's lane. `on_batch` gets every batch that was written, in order."""

    def __init__(self, journal: Collection, lane: str, on_batch: Callable[[int, list[Commit]], None]) -> None:
        self._journal = journal
        self.lane = lane
        self._on_batch = on_batch
        self._queue: list[Waiting] = []
        self._wake = asyncio.Event()
        self._batch = 0
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many commits are not yet on their way."""
        return len(self._queue)

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name=f"writer {self.lane}")

    async def stop(self) -> None:
        """Write what waits, as far as the store lets us within five seconds."""
        if self._task is None:
            return
        for waiting in list(self._queue):
            await asyncio.wait([waiting.written], timeout=5)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def submit(self, commit: Commit, head: Head) -> "asyncio.Future[None]":
        """Queue a commit; the future is done once it is safe, or holds a `Clash`."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        head.append(commit, written)
        self._queue.append(Waiting(commit, head, written))
        self._wake.set()
        return written

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            batch, self._queue = self._queue[:LARGEST_BATCH], self._queue[LARGEST_BATCH:]
            if not self._queue:
                self._wake.clear()
            while batch:
                batch = await self._write(batch)

    async def _write(self, batch: list[Waiting]) -> list[Waiting]:
        """Write one batch under a note of its own; what must be sent again after a clash is returned."""
        batch = [waiting for waiting in batch if not self._gave_way(waiting)]
        if not batch:
            return []
        self._batch += 1
        note = note_id(self.lane, self._batch)
        for waiting in batch:
            waiting.commit.lane, waiting.commit.batch = self.lane, self._batch
        documents: list[Document] = [{"_id": note, "ids": [waiting.commit.id for waiting in batch]}]
        documents += [waiting.commit.document() for waiting in batch]
        clashed = await self._insert(documents)
        done = batch if clashed is None else batch[: clashed - 1]
        for waiting in done:
            waiting.succeed()
        # A batch that wrote nothing still moves the relay's position past its note.
        self._on_batch(self._batch, [waiting.commit for waiting in done])
        if clashed is None:
            return []
        batch[clashed - 1].clash()
        return batch[clashed:]

    @staticmethod
    def _gave_way(waiting: Waiting) -> bool:
        if waiting.head.broken:
            waiting.clash()
        return waiting.head.broken

    async def _insert(self, documents: list[Document]) -> int | None:
        """Insert all, in order; the place of the first that somebody else had written, if any.

        Where the store was lost in between nobody knows how much arrived, so the same documents are sent until the
        store answers for each: one that is there already, and is ours, has arrived.
        """
        first, pause = 0, 0.05
        while True:
            try:
                await self._journal.insert_many(documents[first:], ordered=True)
            except BulkWriteError as error:
                failed = _duplicate(error)
                if failed is not None:
                    first += failed
                    if not await self._is_ours(documents[first]):
                        if first == 0:
                            raise RuntimeError(f"another process writes lane {self.lane}") from error
                        return first
                    first += 1
                    if first == len(documents):
                        return None
                    continue
                log.warning("the store refused a batch; trying again", lane=self.lane, reason=str(error)[:200])
            except StoreError as error:
                log.warning("the store does not answer; the batch waits", lane=self.lane, reason=str(error)[:200])
            else:
                return None
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

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


def _duplicate(error: BulkWriteError) -> int | None:
    """The place in the batch of the document whose id was taken; None where something else went wrong."""
    failures: list[dict[str, Any]] = (error.details or {}).get("writeErrors", [])
    if len(failures) == 1 and failures[0].get("code") == DUPLICATE_KEY:
        return int(failures[0]["index"])
    return None

"""Keeps snapshots in the background, while commands go on."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from shared.journal.head import Head
from shared.journal.snapshots import QUIET_SECONDS, Snapshots, is_due
from shared.store.errors import StoreError, UnstorableDocument

log = structlog.get_logger(__name__)


class Snapshotter:
    """Notices which heads are due. `settled` waits until what they hold is delivered: only that may be kept."""

    def __init__(self, snapshots: Snapshots, settled: Callable[[], Awaitable[None]]) -> None:
        self._snapshots = snapshots
        self._settled = settled
        self._tasks: set[asyncio.Task[None]] = set()
        self._watched: set[str] = set()

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @staticmethod
    def due(head: Head, quiet: bool = False) -> Head | None:
        """A copy of the head to keep, where one is due."""
        if not is_due(head, quiet):
            return None
        head.snapshot_version = head.version
        copy = Head(head.stream, head.aggregate, head.state, head.version)
        copy.epoch = head.epoch
        copy.answers = head.answers.copy()
        return copy

    def later(self, keep: Head | None, head: Head) -> None:
        """Keep a copy that was due, or look at the head again when it is quiet."""
        if keep is not None:
            task = asyncio.create_task(self._keep(keep))
        elif head.stream not in self._watched and is_due(head, quiet=True):
            self._watched.add(head.stream)
            task = asyncio.create_task(self._keep_when_quiet(head))
        else:
            return
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _keep_when_quiet(self, head: Head) -> None:
        version = -1
        while version != head.version or head.pending:
            version = head.version
            await asyncio.sleep(QUIET_SECONDS)
        self._watched.discard(head.stream)
        keep = None if head.broken else self.due(head, quiet=True)
        if keep is not None:
            await self._keep(keep)

    async def _keep(self, head: Head) -> None:
        await self._settled()
        try:
            await self._snapshots.keep(head)
        except (StoreError, UnstorableDocument) as error:  # the store is away, or the state too large for a document
            log.warning("kept no snapshot, which only costs time later", stream=head.stream, reason=error)

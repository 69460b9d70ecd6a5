"""What was, read from the journal: a stream's commits up to a version, and the state that they led to."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import Any

import structlog

from shared.domain import Aggregate, unreadable
from shared.journal.commit import Commit
from shared.journal.reader import Reader
from shared.journal.snapshots import Snapshots

log = structlog.get_logger(__name__)


class History:
    """Reads what is in the store alone. Whoever wants the newest asks the journal first: it waits for what is on its way."""

    def __init__(
        self, reader: Reader, snapshots: Snapshots, aggregate_of: Callable[[str], Aggregate[Any] | None]
    ) -> None:
        self._reader = reader
        self._snapshots = snapshots
        self._aggregate_of = aggregate_of

    def history_of(self, stream: str, until: int | None = None, after: int = 0) -> AsyncIterator[Sequence[Commit]]:
        """A stream's commits after a version, up to and with `until`, a few hundred at a time, in order."""
        return self._reader.chunks(stream, after, until)

    async def state_at(self, stream: str, version: int) -> Any:
        """The state just after that version; None where there is no such stream or it is not that long yet.

        `Refusal` (503) where something before it cannot be read, or no state follows from it.
        """
        aggregate = self._aggregate_of(stream)
        if aggregate is None or not await self._reader.exists(stream, version):
            return None
        head = await self._snapshots.load(stream, aggregate)
        state, known = (head.state, head.version) if head.version <= version else (None, 0)
        async for commits in self.history_of(stream, version, known):
            for commit in commits:
                try:
                    state = aggregate.evolve.fold(state, commit.events)
                except Exception as error:
                    log.exception("no state follows from what was written", stream=stream, version=commit.version)
                    raise unreadable() from error
        return state

    async def commit(self, stream: str, version: int) -> Commit | None:
        """One commit of a stream; None where there is none."""
        return await self._reader.one(stream, version)

    async def version_at(self, stream: str, moment: datetime, newest: int) -> int:
        """The last version made at that moment or before it; 0 where the stream began later.

        Found by halving. Where clocks of several processes differed a little, it is a version whose next one is later.
        """
        before, after = 0, newest + 1
        while after - before > 1:
            middle = (before + after) // 2
            commit = await self._reader.one(stream, middle)
            if commit is not None and commit.at <= moment:
                before = middle
            else:
                after = middle
        return before

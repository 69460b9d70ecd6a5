"""Reading a journal by ids alone, which every store does fast. What cannot be read is set aside, and the rest goes on."""

from collections.abc import AsyncIterator, Mapping, Sequence

from shared.contracts.base import Event
from shared.domain import unreadable
from shared.journal.commit import Commit, commit_id, note_id
from shared.journal.set_aside import SetAside, Unread
from shared.store.driver import Collection
from shared.store.errors import DuplicateKey

FIRST_REACH = 16
LONGEST_REACH = 256


class Reader:
    """Finds commits of a stream, and batches of a lane."""

    def __init__(self, journal: Collection, types: Mapping[str, type[Event]], aside: SetAside) -> None:
        self._journal = journal
        self._types = types
        self._aside = aside

    async def tail(self, stream: str, after: int, until: int | None = None) -> list[Commit]:
        """The commits of a stream after a version, in order, up to and with `until` if given."""
        return [commit async for commits in self.chunks(stream, after, until) for commit in commits]

    async def chunks(self, stream: str, after: int, until: int | None = None) -> AsyncIterator[Sequence[Commit]]:
        """The same, some at a time: who reads a long stream need not hold all of it.

        `Refusal` (503) where one of them cannot be read: nobody can tell what the thing is then.
        """
        async for commits, unread in self._chunks(stream, after, until):
            if unread is not None:
                await self._aside.note(unread)
                raise unreadable()
            yield commits

    async def readable(self, stream: str, after: int, until: int | None = None) -> tuple[list[Commit], Unread | None]:
        """The commits of a stream after a version, up to the first that cannot be read, and that one."""
        found: list[Commit] = []
        async for commits, unread in self._chunks(stream, after, until):
            found += commits
            if unread is not None:
                return found, unread
        return found, None

    async def _chunks(
        self, stream: str, after: int, until: int | None
    ) -> AsyncIterator[tuple[Sequence[Commit], Unread | None]]:
        reach = FIRST_REACH
        while until is None or after < until:
            last = after + reach if until is None else min(after + reach, until)
            found = await self._find([commit_id(stream, version) for version in range(after + 1, last + 1)])
            found.sort(key=lambda commit: commit.version)
            commits, unread = _until_unread(found)
            yield commits, unread
            if unread is not None or len(found) < last - after:
                return
            after, reach = last, min(reach * 4, LONGEST_REACH)

    async def one(self, stream: str, version: int) -> Commit | None:
        """One commit of a stream; `Refusal` (503) where it cannot be read."""
        document = await self._journal.find_one({"_id": commit_id(stream, version)})
        found = Commit.of(document, self._types) if document else None
        if isinstance(found, Unread):
            await self._aside.note(found)
            raise unreadable()
        return found

    async def exists(self, stream: str, version: int) -> bool:
        return await self._journal.find_one({"_id": commit_id(stream, version)}, {"_id": 1}) is not None

    async def is_readable(self, stream: str, version: int) -> bool:
        """Whether this commit can be read, now."""
        document = await self._journal.find_one({"_id": commit_id(stream, version)})
        return document is not None and isinstance(Commit.of(document, self._types), Commit)

    async def place(self, stream: str, version: int) -> tuple[str, int]:
        """The lane and batch of a commit, also of one that cannot be read; no lane where there is none."""
        names = {"lane": 1, "batch": 1}
        document = await self._journal.find_one({"_id": commit_id(stream, version)}, names) or {}
        return document.get("lane", ""), document.get("batch", 0)

    async def before_first(self, lane: str, published: int) -> int:
        """The number before a lane's first batch. A lane need not begin at 1: one that was opened after another was closed
        goes on counting. Found by walking back from a batch that is known to be published."""
        while published > 0:
            numbers = range(published, max(published - LONGEST_REACH, 0), -1)
            noted = {
                note["_id"]
                async for note in self._journal.find(
                    {"_id": {"$in": [note_id(lane, number) for number in numbers]}}, {"_id": 1}
                )
            }
            for number in numbers:
                if note_id(lane, number) not in noted:
                    return number
            published = numbers[-1] - 1
        return 0

    async def batches(self, lane: str, after: int) -> AsyncIterator[tuple[int, Sequence[Commit]]]:
        """The batches of a lane after one of them, in order; each with the commits that really were written.

        What cannot be read is set aside before the batch is given, with everything later of the same thing.
        """
        reach = FIRST_REACH
        while True:
            numbers = range(after + 1, after + reach + 1)
            notes = {
                note["_id"]: note.get("ids") or []
                async for note in self._journal.find({"_id": {"$in": [note_id(lane, number) for number in numbers]}})
            }
            for number in numbers:
                ids = notes.get(note_id(lane, number))
                if ids is None:
                    return
                yield number, await self._written(ids, lane, number)
            after += reach

    async def _written(self, ids: Sequence[str], lane: str, batch: int) -> Sequence[Commit]:
        found = {name.id: name for name in await self._find(ids)}
        for unread in found.values():
            if isinstance(unread, Unread):
                await self._aside.note(unread)
        return [
            commit
            for commit in (found.get(name) for name in ids)
            # What clashed is another lane's; what came behind a clash was sent again in a later batch.
            if isinstance(commit, Commit)
            and (commit.lane, commit.batch) == (lane, batch)
            and not self._aside.holds(commit.stream, commit.version)
        ]

    async def close_lane(self, lane: str, batch: int) -> bool:
        """End a lane before this batch; False where its owner was faster and wrote the batch."""
        note = {"_id": note_id(lane, batch), "ids": []}
        try:
            await self._journal.insert_one(note)
        except DuplicateKey:
            return await self._journal.find_one({"_id": note["_id"]}) == note
        return True

    async def _find(self, ids: Sequence[str]) -> list[Commit | Unread]:
        cursor = self._journal.find({"_id": {"$in": list(ids)}})
        return [Commit.of(document, self._types) async for document in cursor]


def _until_unread(found: Sequence[Commit | Unread]) -> tuple[list[Commit], Unread | None]:
    commits: list[Commit] = []
    for commit in found:
        if isinstance(commit, Unread):
            return commits, commit
        commits.append(commit)
    return commits, None

"""Reading a journal by ids alone, which every store does fast."""

from collections.abc import AsyncIterator, Mapping, Sequence

from pymongo.errors import DuplicateKeyError

from shared.contracts.base import Event
from shared.journal.commit import Commit, commit_id, note_id
from shared.mongo import Collection

FIRST_REACH = 16
LONGEST_REACH = 256


class Reader:
    """Finds commits of a stream, and batches of a lane."""

    def __init__(self, journal: Collection, types: Mapping[str, type[Event]]) -> None:
        self._journal = journal
        self._types = types

    async def tail(self, stream: str, after: int, until: int | None = None) -> list[Commit]:
        """The commits of a stream after a version, in order, up to and with `until` if given."""
        return [commit async for commits in self.bites(stream, after, until) for commit in commits]

    async def bites(self, stream: str, after: int, until: int | None = None) -> AsyncIterator[Sequence[Commit]]:
        """The same, some at a time: who reads a long stream need not hold all of it."""
        reach = FIRST_REACH
        while until is None or after < until:
            last = after + reach if until is None else min(after + reach, until)
            found = await self._find([commit_id(stream, version) for version in range(after + 1, last + 1)])
            found.sort(key=lambda commit: commit.version)
            yield found
            if len(found) < last - after:
                return
            after, reach = last, min(reach * 4, LONGEST_REACH)

    async def one(self, stream: str, version: int) -> Commit | None:
        document = await self._journal.find_one({"_id": commit_id(stream, version)})
        return Commit.of(document, self._types) if document else None

    async def exists(self, stream: str, version: int) -> bool:
        return await self._journal.find_one({"_id": commit_id(stream, version)}, {"_id": 1}) is not None

    async def batches(self, lane: str, after: int) -> AsyncIterator[tuple[int, Sequence[Commit]]]:
        """The batches of a lane after one of them, in order; each with the commits that really were written."""
        reach = FIRST_REACH
        while True:
            numbers = range(after + 1, after + reach + 1)
            notes = {
                note["_id"]: note["ids"]
                async for note in self._journal.find({"_id": {"$in": [note_id(lane, number) for number in numbers]}})
            }
            for number in numbers:
                ids = notes.get(note_id(lane, number))
                if ids is None:
                    return
                found = {
                    # What clashed is another lane's; what came behind a clash was sent again in a later batch.
                    commit.id: commit
                    for commit in await self._find(ids)
                    if (commit.lane, commit.batch) == (lane, number)
                }
                yield number, [found[one] for one in ids if one in found]
            after += reach

    async def close_lane(self, lane: str, batch: int) -> bool:
        """End a lane before this batch; False where its owner was faster and wrote the batch."""
        note = {"_id": note_id(lane, batch), "ids": []}
        try:
            await self._journal.insert_one(note)
        except DuplicateKeyError:
            return await self._journal.find_one({"_id": note["_id"]}) == note
        return True

    async def _find(self, ids: Sequence[str]) -> list[Commit]:
        return [Commit.of(document, self._types) async for document in self._journal.find({"_id": {"$in": list(ids)}})]

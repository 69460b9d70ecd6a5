"""Which things a community has: the one thing a journal cannot tell by id."""

from collections.abc import Sequence
from typing import Any

from pymongo import ReplaceOne

from shared.contracts.base import Id
from shared.house import House
from shared.journal import Commit


class Listing:
    """A read model with one line for each thing, kept in the collection of that name: its community and its beginning.

    `kind` is the first part of the things' ids, where a service has several kinds.

    It holds ids and times alone; what a thing is called, its journal tells.
    """

    def __init__(self, house: House, collection: str, kind: str = "") -> None:
        self.name = f"list of {collection}"
        self._collection = house.collection(collection)
        self._prefix = f"{kind}-" if kind else ""

    async def take(self, commits: Sequence[Commit]) -> None:
        changes = [
            ReplaceOne(
                {"_id": commit.stream},
                {"_id": commit.stream, "community_id": commit.community, "place": commit.at},
                upsert=True,
            )
            for commit in commits
            if commit.version == 1 and commit.stream.startswith(self._prefix)
        ]
        if changes:
            await self._collection.bulk_write(changes, ordered=False)


async def listed(house: House, collection: str, community: Id) -> list[Any]:
    """The states of a community's things, newest first, with all that this process has acknowledged."""
    await house.journal.shown()
    cursor = house.collection(collection).find({"community_id": community})
    found = [document async for document in cursor]
    found.sort(key=lambda document: document["place"], reverse=True)
    reads = [await house.read(document["_id"]) for document in found]
    return [read.state for read in reads if read is not None]

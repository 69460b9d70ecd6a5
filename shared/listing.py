"""Which things a community has: the one thing a journal cannot tell by id."""

from collections.abc import Sequence
from typing import Any

from pymongo import ReplaceOne

from shared.contracts.base import Id
from shared.contracts.paging import Pieces
from shared.domain.pieces import Cut, Place, cut
from shared.house import House
from shared.journal import Commit

type Document = dict[str, Any]


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
    return [state for _, state in await placed(house, collection, community)]


async def placed(house: House, collection: str, community: Id) -> list[tuple[Place, Any]]:
    """The same, each with its place in that order."""
    things = sorted([(_place(one), one["_id"]) for one in await _things(house, collection, community)])
    return [(place, state) for place, thing in things for state in await _read(house, [thing])]


async def listed_in_pieces(house: House, collection: str, community: Id, asked: Pieces) -> Cut[Any]:
    """The piece that was asked for of a community's things, newest first; no other ones are read."""
    piece = cut(await _things(house, collection, community), _place, asked)
    return Cut(await _read(house, [one["_id"] for one in piece.items]), piece.next)


async def _things(house: House, collection: str, community: Id) -> list[Document]:
    await house.journal.shown()
    return [document async for document in house.collection(collection).find({"community_id": community})]


def _place(thing: Document) -> Place:
    return (-thing["place"].timestamp(), thing["_id"])


async def _read(house: House, things: Sequence[Id]) -> list[Any]:
    reads = [await house.read(one) for one in things]
    return [read.state for read in reads if read is not None]

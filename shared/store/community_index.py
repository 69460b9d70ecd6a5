"""Which things a community has: the one thing a journal cannot tell by id."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from shared.contracts.base import Id
from shared.contracts.pages import Pieces
from shared.domain import Refusal, is_unreadable
from shared.domain.pages import Place, cut
from shared.journal import Commit, Read
from shared.runtime.ports import Ports
from shared.store.driver import Document
from shared.store.writes import replacement, write


class CommunityIndex:
    """A read model with one line for each thing, kept in the collection of that name: its community and its beginning.

    `kind` is the first part of the things' ids, where a service has several kinds.

    It holds ids and times alone; what a thing is called, its journal tells.
    """

    def __init__(self, ports: Ports, collection: str, kind: str = "") -> None:
        self.name = f"list of {collection}"
        self._collection = ports.collection(collection)
        self._prefix = f"{kind}-" if kind else ""

    async def take(self, commits: Sequence[Commit]) -> None:
        changes = [
            replacement({"_id": commit.stream, "community_id": commit.community, "place": commit.at})
            for commit in commits
            if commit.version == 1 and commit.stream.startswith(self._prefix)
        ]
        await write(self._collection, changes)


class Listed[T](NamedTuple):
    """Things of a community, and which of them cannot be read now: they are left out, and the others are told."""

    items: list[T]
    unreadable: list[Id]
    next: str | None = None
    """The cursor behind a piece where there is more."""


async def states_of(ports: Ports, collection: str, community: Id) -> Listed[Any]:
    """The states of a community's things, newest first, with all that this process has acknowledged."""
    found = await placed_states_of(ports, collection, community)
    return Listed([state for _, state in found.items], found.unreadable)


async def placed_states_of(ports: Ports, collection: str, community: Id) -> Listed[tuple[Place, Any]]:
    """The same, each with its place in that order."""
    places = {thing["_id"]: _place(thing) for thing in await _things(ports, collection, community)}
    found = await read_all(ports, sorted(places, key=lambda thing: places[thing]))
    return Listed([(places[thing], read.state) for thing, read in found.items], found.unreadable)


async def page_of_states(ports: Ports, collection: str, community: Id, asked: Pieces) -> Listed[Any]:
    """The piece that was asked for of a community's things, newest first; no other ones are read."""
    piece = cut(await _things(ports, collection, community), _place, asked)
    found = await read_all(ports, [item["_id"] for item in piece.items])
    return Listed([read.state for _, read in found.items], found.unreadable, piece.next)


async def read_all(ports: Ports, things: Iterable[Id]) -> Listed[tuple[Id, Read[Any]]]:
    """These things, in their order; those that there are not are missing, those that can't be read are named."""
    found: list[tuple[Id, Read[Any]]] = []
    unread: list[Id] = []
    for thing in things:
        try:
            read = await ports.read(thing)
        except Refusal as refusal:
            if not is_unreadable(refusal):
                raise
            unread.append(thing)
        else:
            found += [(thing, read)] if read is not None else []
    return Listed(found, unread)


async def _things(ports: Ports, collection: str, community: Id) -> list[Document]:
    await ports.journal.shown()
    return [document async for document in ports.collection(collection).find({"community_id": community})]


def _place(thing: Document) -> Place:
    return (-thing["place"].timestamp(), thing["_id"])

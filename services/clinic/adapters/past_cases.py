"""Keeps the digests of past cases: in a collection that follows the journal, and in this process for whoever asks.

The collection holds nothing that the journal doesn't: where a case is missing there, it is made again from its journal when
somebody of its community asks first.
"""

from collections.abc import Sequence
from itertools import batched
from typing import Any

import orjson
import structlog

from services.clinic.domain.past_cases.content import digest_of, is_over
from services.clinic.domain.past_cases.digest import Digest, Memory
from shared.contracts.base import Id
from shared.journal import Commit, Read
from shared.runtime.ports import Ports
from shared.store.community_index import read_all
from shared.store.writes import Write, replacement, write_unless_taken

log = structlog.get_logger(__name__)

AT_ONCE = 50
"""The embedded store slows down with longer lists."""
COMMUNITIES_KEPT = 50


class Cases:
    """The sink: the digest of every clinic that is over, made anew whenever something happens to it."""

    name = "memory of cases"

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def take(self, commits: Sequence[Commit]) -> None:
        streams = dict.fromkeys(commit.stream for commit in commits if commit.stream.startswith("clinic-"))
        over: dict[Id, Read[Any]] = {}
        for stream in streams:
            # While a clinic runs there is nothing to do, and nothing is to be read for each contribution.
            state = self._ports.journal.peek(stream)
            if state is None or is_over(state):
                over |= {
                    item: found for item, found in (await read_all(self._ports, [stream])).items if is_over(found.state)
                }
        await keep(self._ports, over)


async def keep(ports: Ports, over: dict[Id, Read[Any]]) -> dict[Id, Digest]:
    """Note these clinics, which are over, as they were read; never in the place of a newer state."""
    digests = {clinic: digest_of(found.state, found.version) for clinic, found in over.items()}
    for some in batched(digests.items(), AT_ONCE):
        changes = [_change(clinic, digest, over[clinic].state.community_id) for clinic, digest in some]
        # Where another process was there with a newer version, that one stays.
        await write_unless_taken(ports.collection("cases"), changes)
    return digests


def _change(clinic: Id, digest: Digest, community: Id) -> Write:
    document = {
        "_id": clinic,
        "community_id": community,
        "version": digest.version,
        "digest": orjson.dumps(digest.kept()).decode(),
    }
    return replacement(document, version={"$lte": digest.version})


class Memories:
    """The memories of the communities that were asked about last, in this process."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._known: dict[Id, Memory] = {}

    async def of(self, community: Id) -> Memory:
        """All past cases of a community, with all that this process has acknowledged."""
        memory = self._known.pop(community, None) or Memory()
        self._known[community] = memory
        while len(self._known) > COMMUNITIES_KEPT:
            del self._known[next(iter(self._known))]
        await self._ports.journal.shown()
        await _refresh(self._ports, community, memory)
        if not memory.complete:
            await _complete(self._ports, community, memory)
        return memory


async def _refresh(ports: Ports, community: Id, memory: Memory) -> None:
    """Take what is new or changed in the collection."""
    cases = ports.collection("cases")
    cursor = cases.find({"community_id": community}, {"version": 1})
    versions = {document["_id"]: document["version"] async for document in cursor}
    for gone in memory.digests.keys() - versions.keys():
        # Taken out, so that it is made anew: words were erased in its journal, or the collection was lost.
        memory.drop(gone)
        memory.complete = False
    changed = [this_version for this_version, version in versions.items() if not _knows(memory, this_version, version)]
    for some in batched(changed, AT_ONCE):
        async for document in cases.find({"_id": {"$in": list(some)}}):
            digest = _digest(document)
            if digest is not None:
                memory.put(document["_id"], digest)
            else:
                memory.complete = False  # it is made anew


def _digest(document: dict[str, Any]) -> Digest | None:
    """None where it was written in a way that this program does not read."""
    try:
        return Digest.read(document["version"], orjson.loads(document["digest"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        log.warning("the digest of a case cannot be read", clinic=document["_id"], reason=type(error).__name__)
        return None


def _knows(memory: Memory, clinic: Id, version: int) -> bool:
    return clinic in memory.digests and memory.digests[clinic].version == version


async def _complete(ports: Ports, community: Id, memory: Memory) -> None:
    """Make again what the collection lacks."""
    cursor = ports.collection("clinics").find({"community_id": community}, {"_id": 1})
    listed = [document["_id"] async for document in cursor]
    missing = [name for name in listed if name not in memory.digests]
    read = await read_all(ports, missing)
    over = {clinic: found for clinic, found in read.items if is_over(found.state)}
    memory.unreadable = frozenset(read.unreadable)
    for clinic, digest in (await keep(ports, over)).items():
        memory.put(clinic, digest)
    memory.complete = not read.unreadable

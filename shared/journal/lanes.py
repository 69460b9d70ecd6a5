"""The lanes of a journal: who writes them, how far each was published, and which lost their owner."""

import os
import secrets
import socket
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta

import psutil
import structlog

from shared.store.driver import Collection, Document

log = structlog.get_logger(__name__)

SILENT_AFTER = timedelta(seconds=15)
"""A lane whose owner on another machine said nothing for so long is finished by somebody else."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane's record. `published`: the last batch that is known to be on the bus and in the read models."""

    name: str
    host: str
    pid: int
    born: float
    """When the owner's process began, for a process id is used again."""
    beat_at: datetime
    published: int
    done: bool = False

    @classmethod
    def new(cls, after: int = 0) -> "Lane":
        process = psutil.Process()
        name = f"{datetime.now(UTC):%y%m%d%H%M%S}-{secrets.token_hex(5)}"
        return cls(name, socket.gethostname(), os.getpid(), process.create_time(), datetime.now(UTC), after)

    @property
    def owner_lives(self) -> bool:
        """Known at once on the owner's machine; elsewhere by its silence."""
        if self.host != socket.gethostname():
            return datetime.now(UTC) - self.beat_at < SILENT_AFTER
        try:
            process = psutil.Process(self.pid)
            return abs(process.create_time() - self.born) < 1 and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False


class Lanes:
    """The collection `lanes`."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def open(self, after: int = 0) -> Lane:
        """A new lane for this process. Its batches are numbered from `after` on."""
        lane = Lane.new(after)
        await self._collection.insert_one(_document(lane))
        return lane

    async def beat(self, name: str, published: int, before: int = 0) -> bool:
        """The owner lives, and this is how far it is. False where the store does not have what was noted `before`."""
        beat = {"beat_at": datetime.now(UTC), "published": published}
        same = {"_id": name, "published": {"$gte": before}}
        return bool((await self._collection.update_one(same, {"$set": beat})).matched_count)

    async def finished(self, name: str, published: int) -> None:
        """Nothing is left of a lane, and nothing can be added."""
        await self._collection.update_one({"_id": name}, {"$set": {"published": published, "done": True}})

    async def all(self) -> list[Lane]:
        found = [_lane(document) async for document in self._collection.find({})]
        return sorted((lane for lane in found if lane is not None), key=lambda lane: lane.name)

    async def one(self, name: str) -> Lane | None:
        document = await self._collection.find_one({"_id": name})
        return _lane(document) if document else None


def _document(lane: Lane) -> Document:
    return {
        "_id": lane.name,
        "host": lane.host,
        "pid": lane.pid,
        "born": lane.born,
        "beat_at": lane.beat_at,
        "published": lane.published,
        "done": lane.done,
    }


def _lane(document: Document) -> Lane | None:
    """None where it cannot be read. What a newer program notes besides is left out."""
    names = [field.name for field in fields(Lane) if field.name in document]
    try:
        return Lane(name=document["_id"], **{name: document[name] for name in names})
    except TypeError:
        log.warning("a lane cannot be read; it is left out", lane=document["_id"])
        return None

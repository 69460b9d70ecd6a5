"""How far each webhook is, and which process posts to it: one small document each, not worth a journal."""

import time
from dataclasses import asdict, dataclass, replace
from typing import Any

import structlog
from pydantic import TypeAdapter, ValidationError

from shared.bus.continuity import Known, Place
from shared.contracts.types import Id
from shared.store.driver import Collection, Document
from shared.store.errors import DuplicateKey

log = structlog.get_logger(__name__)

LEASE_SECONDS = 20.0


@dataclass(frozen=True)
class Cursor:
    """The last event that was posted, or passed over, by its number in one events stream (`epoch`).

    In another stream, or after another `turn`, the number means nothing. Times are real seconds since 1970.
    """

    epoch: str = ""
    turn: int = -1
    seq: int = 0
    generation: int = 0
    """Of the stream, when this was noted: it can be put back, and give numbers a second time."""
    at_seq: str = ""
    """The id of the event with that number, as far as it is known."""
    last_posted: str | None = None
    tries: int = 0
    """How often the next event was tried."""
    failing_since: float | None = None
    retry_at: float = 0.0
    trouble: str | None = None

    def passed(self, seq: int, event_id: str) -> "Cursor":
        return replace(self, seq=seq, at_seq=event_id)

    def within(self, known: Known) -> "Cursor":
        """The same where the stream still has what stood there; else as far back as it has."""
        reach = known.reach(self.generation)
        if self.seq <= reach:
            return replace(self, generation=known.generation)
        return replace(self, generation=known.generation, seq=int(reach), at_seq="")

    def posted(self, seq: int, event_id: str) -> "Cursor":
        """The other side took it: all is well again."""
        well = Cursor(self.epoch, self.turn, generation=self.generation)
        return replace(well, seq=seq, at_seq=event_id, last_posted=event_id)

    def failed(self, now: float, pause: float, trouble: str) -> "Cursor":
        """The same event again, after a pause."""
        since = self.failing_since or now
        return replace(self, tries=self.tries + 1, failing_since=since, retry_at=now + pause, trouble=trouble)


_CURSOR = TypeAdapter(Cursor)


class Cursors:
    """The collection `hook_cursors`."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def read(self, hook: Id) -> Cursor:
        """How far it is; at its beginning where that cannot be read: what comes twice has the same id."""
        return _read(await self._collection.find_one({"_id": hook}) or {})

    async def places(self) -> list[Place]:
        """Where they stand in the events stream, as far as it can be told whether that is still there."""
        found = self._collection.find({"at_seq": {"$gt": ""}})
        cursors = [_read(document) async for document in found]
        return [Place(cursor.generation, cursor.seq, cursor.at_seq) for cursor in cursors if cursor.at_seq]

    async def keep(self, hook: Id, cursor: Cursor) -> None:
        await self._collection.update_one({"_id": hook}, {"$set": asdict(cursor)}, upsert=True)

    async def hold(self, hook: Id, holder: str) -> bool:
        """Whether this process is the one that posts, for the next `LEASE_SECONDS`: two would post everything twice."""
        now = time.time()
        free: dict[str, Any] = {"_id": hook, "$or": [{"holder": holder}, {"until": {"$lt": now}}, {"until": None}]}
        lease = {"$set": {"holder": holder, "until": now + LEASE_SECONDS}}
        try:
            await self._collection.update_one(free, lease, upsert=True)
        except DuplicateKey:
            return False
        return True

    async def release(self, holder: str) -> None:
        """This process posts nothing more: others need not wait for its leases to end."""
        await self._collection.update_many({"holder": holder}, {"$set": {"until": 0.0}})


def _read(document: Document) -> Cursor:
    try:
        return _CURSOR.validate_python({name: document[name] for name in asdict(Cursor()) if name in document})
    except ValidationError as error:
        log.warning("how far a webhook is cannot be read; it begins again", hook=document["_id"], reason=error)
        return Cursor()

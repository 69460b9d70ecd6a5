"""The epochs of a journal: a store that was put back while the bus went on begins another one.

What was committed after the backup is on the bus and in no journal, and the journal gives its versions a second time. So that
nobody takes the one for the other, event ids carry the epoch, and whoever compares versions compares epochs first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.bus.continuity import Place
from shared.store.driver import Collection
from shared.store.errors import DuplicateKey

MOST_NAMED = 100
NOWHERE = Place(0, 0, "")


@dataclass(frozen=True)
class Epoch:
    """When it began, and after which place of the events stream; `events` stand there that no journal knows."""

    number: int = 0
    began_at: datetime | None = None
    after: Place = NOWHERE
    events: int = 0
    named: tuple[str, ...] = ()
    """The ids of the first of them."""


class Epochs:
    """The collection `epochs`: empty while the first one lasts."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def all(self) -> list[Epoch]:
        found = [_epoch(document) async for document in self._collection.find({})]
        return sorted(found, key=lambda epoch: epoch.number)

    async def begin(self, number: int, after: Place, ids: Sequence[str]) -> None:
        """Begin an epoch, unless another process has just done so."""
        document = {
            "_id": number,
            "began_at": datetime.now(UTC),
            "after": list(after),
            "events": len(ids),
            "named": list(ids[:MOST_NAMED]),
        }
        try:
            await self._collection.insert_one(document)
        except DuplicateKey:
            return


def _epoch(document: dict[str, Any]) -> Epoch:
    after = Place(*document["after"])
    return Epoch(document["_id"], document["began_at"], after, document["events"], tuple(document["named"]))

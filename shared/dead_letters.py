"""Events that a service could not react to: kept with the reason, until somebody retries them."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.mongo import Collection


@dataclass(frozen=True, slots=True)
class DeadLetter:
    id: str
    subject: str
    payload: bytes
    reason: str
    at: datetime


class DeadLetters:
    """The collection `dead_letters` of one service."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def park(self, subject: str, payload: bytes, reason: str) -> None:
        """Keep a message; the same one again only brings the reason up to date."""
        document = {
            "_id": hashlib.sha256(payload).hexdigest()[:26],
            "subject": subject,
            "payload": payload,
            "reason": reason[:2000],
            "at": datetime.now(UTC),
        }
        await self._collection.replace_one({"_id": document["_id"]}, document, upsert=True)

    async def all(self) -> list[dict[str, Any]]:
        """What is parked, without the contents, oldest first."""
        found = [document async for document in self._collection.find({}, {"payload": 0})]
        found.sort(key=lambda document: document["at"])
        return [
            {"id": one["_id"], "subject": one["subject"], "reason": one["reason"], "at": one["at"].isoformat()}
            for one in found
        ]

    async def count(self) -> int:
        return await self._collection.count_documents({})

    async def find(self, letter: str) -> DeadLetter | None:
        found = await self._collection.find_one({"_id": letter})
        if found is None:
            return None
        return DeadLetter(found["_id"], found["subject"], bytes(found["payload"]), found["reason"], found["at"])

    async def drop(self, letter: str) -> None:
        await self._collection.delete_one({"_id": letter})

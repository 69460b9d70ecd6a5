"""Events that a service could not react to: kept with the reason, until somebody retries or drops them."""

import hashlib
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson

from shared.domain import invalid
from shared.store.driver import Collection, Document

AT_ONCE = 100
REMEMBERED_SECONDS = 60.0
LARGEST_PAGE = 96 * 1024
"""Bytes of an answer with a page of them, well below what the bus takes."""
type Place = tuple[str, str]
"""When it was parked, and its id."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    id: str
    subject: str
    payload: bytes
    reason: str
    at: datetime


class Page(NamedTuple):
    """Some of them without their contents, oldest first, and the cursor behind them where there are more."""

    letters: list[dict[str, Any]]
    next: str | None


class DeadLetters:
    """The collection `dead_letters` of one service."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._order: tuple[list[Place], float] = [], 0.0
        """All of them by their places, and until when (monotonic) that is good enough."""

    async def park(self, subject: str, payload: bytes, reason: str) -> None:
        """Keep a message; the same one again only brings the reason up to date, and keeps its place."""
        letter = hashlib.sha256(payload).hexdigest()[:26]
        changes = {
            "$set": {"subject": subject, "payload": payload, "reason": reason[:2000]},
            "$setOnInsert": {"at": datetime.now(UTC)},
        }
        await self._collection.update_one({"_id": letter}, changes, upsert=True)

    async def page(self, after: str = "", limit: int = AT_ONCE) -> Page:
        """Those behind a cursor, as many as fit; `Refusal` (422) where it is none of ours."""
        order = await self._ordered(new=not after)
        begin = bisect_right(order, _place(after)) if after else 0
        some = order[begin : begin + max(1, min(limit, AT_ONCE))]
        cursor = self._collection.find({"_id": {"$in": [letter for _, letter in some]}}, {"payload": 0})
        found = {document["_id"]: _shown(document) async for document in cursor}
        letters: list[dict[str, Any]] = []
        size, seen = 0, 0
        for _, letter in some:
            shown = found.get(letter)
            size += len(orjson.dumps(shown))
            if letters and size > LARGEST_PAGE:
                break
            letters += [shown] if shown is not None else []
            seen += 1
        more = begin + seen < len(order)
        return Page(letters, _cursor(order[begin + seen - 1]) if more else None)

    async def _ordered(self, new: bool = False) -> list[Place]:
        """All of them in order, remembered from one page to the next: stores take a second to sort some thousand."""
        order, until = self._order
        if new or time.monotonic() > until:
            cursor = self._collection.find({}, {"at": 1})
            order = sorted([(_at(document).isoformat(), document["_id"]) async for document in cursor])
        self._order = order, time.monotonic() + REMEMBERED_SECONDS
        return order

    async def count(self) -> int:
        return await self._collection.count_documents({})

    async def find(self, letter: str) -> DeadLetter | None:
        found = await self._collection.find_one({"_id": letter})
        if found is None:
            return None
        return DeadLetter(found["_id"], found["subject"], bytes(found["payload"]), found.get("reason", ""), _at(found))

    async def drop(self, letter: str) -> bool:
        """Forget one for good; whether there was such a one."""
        dropped = await self._collection.delete_one({"_id": letter})
        return bool(dropped.deleted_count)

    async def drop_some(self, letters: Sequence[str]) -> None:
        await self._collection.delete_many({"_id": {"$in": list(letters)}})


def _shown(document: Document) -> dict[str, Any]:
    return {
        "id": document["_id"],
        "subject": document.get("subject", ""),
        "reason": document.get("reason", ""),
        "at": _at(document).isoformat(),
    }


def _at(document: Document) -> datetime:
    at: datetime = document.get("at") or datetime.fromtimestamp(0, UTC)
    return at


def _cursor(place: Place) -> str:
    return urlsafe_b64encode(orjson.dumps(place)).decode()


def _place(cursor: str) -> Place:
    try:
        at, letter = orjson.loads(urlsafe_b64decode(cursor))
        return str(at), str(letter)
    except (ValueError, TypeError):
        raise invalid("Send the `next` of an answer to this very query, or leave it out to begin.", "after") from None

"""Changes of documents as values, so that many go to the store in one call; and inserts that meet what is there already."""

from collections.abc import Sequence
from typing import Any

from bson import encode
from pymongo import ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError

from shared.store.driver import Collection, Document

type Write = ReplaceOne[Document] | UpdateOne

DUPLICATE_KEY = 11000


def replacement(document: Document, **condition: Any) -> Write:
    """Put the document in the place of the one with its id, or insert it.

    `condition` is what must be true of the one that is there; where it is not, the write fails as a duplicate.
    """
    return ReplaceOne({"_id": document["_id"], **condition}, document, upsert=True)


def update(id: str, fields: Document, **condition: Any) -> Write:
    """Set these fields of a document; where it is not there, or `condition` is not true of it, nothing happens."""
    return UpdateOne({"_id": id, **condition}, {"$set": fields})


def set_addition(id: str, field: str, value: Any) -> Write:
    """Add a value to the set in a field; the document is made where it is not there yet. Twice changes nothing."""
    return UpdateOne({"_id": id}, {"$addToSet": {field: value}}, upsert=True)


async def write(collection: Collection, writes: Sequence[Write]) -> None:
    """All of these, in any order."""
    if writes:
        await collection.bulk_write(list(writes), ordered=False)


async def write_unless_taken(collection: Collection, writes: Sequence[Write]) -> None:
    """All of these, in any order; those that fail as duplicates are left out."""
    try:
        await write(collection, writes)
    except BulkWriteError as error:
        _require_duplicates_only(error)


async def insert_new(collection: Collection, documents: Sequence[Document]) -> None:
    """Insert those that are not there yet."""
    if not documents:
        return
    try:
        await collection.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        _require_duplicates_only(error)


async def insert_until_duplicate(collection: Collection, documents: Sequence[Document]) -> int | None:
    """Insert in this order, up to the first whose id is taken; its place among them, or None where all were inserted.

    `StoreError` where anything else went wrong: then nobody knows which of them were inserted.
    """
    try:
        await collection.insert_many(documents, ordered=True)
    except BulkWriteError as error:
        failures = _failures(error)
        if len(failures) == 1 and failures[0].get("code") == DUPLICATE_KEY:
            return int(failures[0]["index"])
        raise
    return None


def size_of(document: Document) -> int:
    """How many bytes it has in the store; `UnstorableDocument`, `OverflowError` or `TypeError` where it can't be kept."""
    return len(encode(document))


def _require_duplicates_only(error: BulkWriteError) -> None:
    """Raises the error again where anything but a taken id was the reason."""
    failures = _failures(error)
    if not failures or any(failure.get("code") != DUPLICATE_KEY for failure in failures):
        raise error


def _failures(error: BulkWriteError) -> list[dict[str, Any]]:
    failures: list[dict[str, Any]] = (error.details or {}).get("writeErrors", [])
    return failures

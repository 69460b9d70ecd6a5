"""States kept now and then, so that a long stream need not be read from its beginning."""

import asyncio
import zlib
from typing import Any

from pydantic import TypeAdapter

from shared.domain import Aggregate
from shared.journal.head import Answer, Head
from shared.mongo import Collection

EVERY = 200
"""How many commits after a snapshot the next one may be due."""
GROWTH = 4
"""A stream that is written all the time is kept only when it has grown by this part of its length, so that keeping costs
the same per commit however long the stream is. Once it is quiet for a moment, it is kept anyway."""
QUIET_SECONDS = 1.0


def is_due(head: Head, quiet: bool) -> bool:
    """Whether this head should be kept now."""
    since = head.version - head.snapshot_version
    return since >= EVERY and (quiet or since >= head.version // GROWTH)


class Snapshots:
    """The collection `snapshots`: one document per stream, replaced by the next."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._adapters: dict[str, TypeAdapter[Any]] = {}

    async def load(self, stream: str, aggregate: Aggregate[Any]) -> Head:
        """The head as it was kept; an empty one where none was, or where the state had another shape then."""
        found = await self._collection.find_one({"_id": stream})
        if found is None or found["revision"] != aggregate.revision:
            return Head(stream, aggregate)
        state = self._adapter(aggregate).validate_json(zlib.decompress(found["state"]))
        head = Head(stream, aggregate, state, found["version"])
        head.answers.update({key: Answer(version, digest) for key, version, digest in found["answers"]})
        return head

    async def keep(self, head: Head) -> None:
        """Keep a head whose commits are all written and published."""
        aggregate = head.aggregate
        state = self._adapter(aggregate).dump_json(head.state)
        document = {
            "_id": head.stream,
            "version": head.version,
            "revision": aggregate.revision,
            # In a thread, for a long stream's state may be megabytes; and small, for the store has other things to do.
            "state": await asyncio.to_thread(zlib.compress, state, 1),
            "answers": [[key, answer.version, answer.digest] for key, answer in head.answers.items()],
        }
        await self._collection.replace_one({"_id": head.stream}, document, upsert=True)

    def _adapter(self, aggregate: Aggregate[Any]) -> TypeAdapter[Any]:
        if aggregate.kind not in self._adapters:
            self._adapters[aggregate.kind] = TypeAdapter(aggregate.state)
        return self._adapters[aggregate.kind]

"""Finds out at the start whether the store was put back while the bus went on, and begins another epoch then."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

import orjson
import structlog
from nats.aio.client import Client

from shared.bus.continuity import Known, Place
from shared.bus.history import BATCH, Seen, read_batch
from shared.bus.known_stream import KnownStream
from shared.bus.subjects import Subjects
from shared.journal.commit import commit_id
from shared.journal.epochs import Epoch, Epochs
from shared.store.driver import Database, Document

log = structlog.get_logger(__name__)


class RestoreDetection:
    """Compares what the events stream has of a service with its journal, from the newest place that was noted on.

    Whatever is on the bus was in the journal before; so what the journal does not have, it has lost.
    """

    def __init__(self, service: str, subjects: Subjects, stream: KnownStream, database: Database) -> None:
        self._service = service
        self._subjects = subjects
        self._stream = stream
        self._journal = database["journal"]
        self._marks = database["bus"]
        self._epochs = Epochs(database["epochs"])
        self._noted: Sequence[Place] = ()

    async def epoch(self, client: Client) -> tuple[int, bool]:
        """The journal's epoch, and whether it began just now."""
        epochs = await self._epochs.all()
        last = epochs[-1] if epochs else Epoch()
        noted = [*self._noted, *([last.after] if last.number else [])]
        known = await self._stream.look(client)
        after = max((place.seq for place in noted if known.holds(place)), default=0)
        if not noted and await self._is_older_program(known):
            return last.number, False
        unknown = [seen async for seen in self._unknown(client, after)]
        if not unknown:
            return last.number, False
        number = max([last.number, *(_epoch_of(seen) for seen in unknown)]) + 1
        ids = [str(orjson.loads(seen.payload)["id"]) for seen in unknown]
        log.error(
            "the store was put back: the bus has events that the journal does not; another epoch begins",
            service=self._service,
            events=len(unknown),
            epoch=number,
            first=ids[0],
        )
        await self._epochs.begin(number, Place(known.generation, unknown[-1].seq, ids[-1]), ids)
        return number, True

    async def remember(self) -> None:
        """Read which places were noted, before any newer one is: the journal has everything of its own before them."""
        self._noted = [*(await self._stream.stored()).places, *await self._stream.noted_elsewhere()]

    async def _is_older_program(self, known: Known) -> bool:
        """Whether this store was written by a program that noted no places: then there is nothing to compare with."""
        mark = await self._marks.find_one({"_id": "events"})
        return mark is not None and mark["made"] == known.made and "lanes" not in mark

    async def _unknown(self, client: Client, after: int) -> AsyncIterator[Seen]:
        own = self._subjects.event("*", self._service, "*", "*")
        while True:
            batch = await read_batch(client, self._subjects.events_stream, after + 1, own)
            for seen in await self._not_in_journal(batch):
                yield seen
            if len(batch) < BATCH:
                return
            after = batch[-1].seq

    async def _not_in_journal(self, batch: Sequence[Seen]) -> list[Seen]:
        read = [(seen, _envelope(seen)) for seen in batch]
        ids = [commit_id(document["subject"], int(document["sequence"])) for _, document in read if document]
        found = {document["_id"]: document async for document in self._journal.find({"_id": {"$in": ids}})}
        return [
            seen
            for seen, document in read
            if document and not _is_in(found.get(commit_id(document["subject"], int(document["sequence"]))), document)
        ]


def _envelope(seen: Seen) -> dict[str, Any]:
    """Nothing where it is no event of ours: then the journal can't know it."""
    try:
        envelope: dict[str, Any] = orjson.loads(seen.payload)
        return envelope if {"id", "subject", "sequence", "time"} <= envelope.keys() else {}
    except (orjson.JSONDecodeError, AttributeError):
        return {}


def _is_in(document: Document | None, envelope: dict[str, Any]) -> bool:
    """Whether a commit has this very event, and not only one with its number."""
    return (
        document is not None
        and any(event["id"] == envelope["id"] for event in document["events"])
        and document["actor"] == envelope.get("actor", "")
        and document["at"] == datetime.fromisoformat(envelope["time"])
    )


def _epoch_of(seen: Seen) -> int:
    return int(_envelope(seen).get("epoch", 0))

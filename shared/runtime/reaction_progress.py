"""How far a service reacted, noted in its own store: the bus alone knows it otherwise, and is not put back with the store."""

from collections.abc import AsyncIterator

from nats.aio.client import Client
from nats.js import JetStreamContext

from shared.bus.continuity import Known
from shared.bus.history import BATCH, Seen, read_batch
from shared.bus.subjects import Subjects
from shared.store.driver import Collection

RECORD = "reacted"


class ReactionProgress:
    """One document in the collection `bus`. Noted now and then: an event that is given once more has one effect."""

    def __init__(self, subjects: Subjects, marks: Collection) -> None:
        self._subjects = subjects
        self._marks = marks
        self._noted = -1

    async def note_from(self, js: JetStreamContext, consumer: str, known: Known) -> None:
        """Everything up to where the bus has it acknowledged was reacted to."""
        info = await js.consumer_info(self._subjects.events_stream, consumer)
        seq = info.ack_floor.stream_seq if info.ack_floor else 0
        if seq != self._noted:
            change = {"generation": known.generation, "seq": seq}
            await self._marks.update_one({"_id": RECORD}, {"$set": change}, upsert=True)
            self._noted = seq

    async def lost(self) -> None:
        """The store may lack what followed from events after what is noted: those are to be given again."""
        found = await self._marks.find_one({"_id": RECORD}) or {}
        after = found.get("again") or [found.get("generation", 0), found.get("seq", 0)]
        await self._marks.update_one({"_id": RECORD}, {"$set": {"again": after}}, upsert=True)

    async def again(self, client: Client, known: Known) -> AsyncIterator[Seen]:
        """What is to be given again, up to what the stream has now; once all was, nothing is left to be."""
        found = await self._marks.find_one({"_id": RECORD}) or {}
        if not found.get("again"):
            return
        generation, after = found["again"]
        after = int(min(after, known.reach(generation)))
        until = known.places[0].seq if known.places else 0
        while after < until:
            batch = await read_batch(client, self._subjects.events_stream, after + 1, self._subjects.all_events)
            for seen in batch:
                if seen.seq <= until:
                    yield seen
            if len(batch) < BATCH:
                break
            after = batch[-1].seq
        await self._marks.update_one({"_id": RECORD}, {"$set": {"again": None}})

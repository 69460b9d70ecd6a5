"""Compares the events stream with what a service noted of it, and notes more."""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

import orjson
import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.api import StreamState

from shared.bus.cloudevents import id_of
from shared.bus.continuity import Cut, Known, Place
from shared.store.driver import Collection, Document
from shared.store.errors import DuplicateKey

log = structlog.get_logger(__name__)

PATIENCE_SECONDS = 5.0
NOT_FOUND = 404
RECORD = "stream"


class KnownStream:
    """What one service knows of the events stream. All its processes share the record, so their generations are the same."""

    def __init__(self, stream: str, service: str, marks: Collection) -> None:
        self._stream = stream
        self._service = service
        self._marks = marks
        self._noted: dict[int, Place] = {}
        self._one_at_a_time = asyncio.Lock()
        self.sources: list[Callable[[], Awaitable[Iterable[Place]]]] = []
        """Where else places are noted."""
        self.known = Known()

    def note(self, seq: int, id: str) -> Place:
        """A message that is in the stream, for the next look; of what was noted since the last one, the newest counts."""
        place = Place(self.known.generation, seq, id)
        if seq > max(self._noted, default=0):
            self._noted = {seq: place}
        return place

    async def look(self, client: Client) -> Known:
        """See whether the stream goes on where it was known: after each new connection, and now and then."""
        async with self._one_at_a_time:
            while True:
                stored = await self._load()
                # What is noted is read before the stream is: whatever comes meanwhile must not seem to be missing.
                known = (stored or Known()).noting([*self._noted.values(), *await self.noted_elsewhere()])
                found = await self._compare(client, known)
                if await self._keep(stored, found):
                    break
            self.known, self._noted = found, {}
            return found

    async def stored(self) -> Known:
        """What is noted in the store."""
        return await self._load() or Known()

    async def noted_elsewhere(self) -> list[Place]:
        """The newest places that positions stand at."""
        return [place for source in self.sources for place in await source()]

    async def message(self, client: Client, seq: int) -> bytes | None:
        """What has this number; None where nothing has."""
        asked = orjson.dumps({"seq": seq})
        reply = await client.request(f"$JS.API.STREAM.MSG.GET.{self._stream}", asked, PATIENCE_SECONDS)
        answer = orjson.loads(reply.data)
        if "error" in answer:
            if answer["error"].get("code") == NOT_FOUND:
                return None
            raise NatsError(f"the events stream does not answer: {answer['error'].get('description', '')}")
        return base64.b64decode(answer["message"].get("data", ""))

    async def _compare(self, client: Client, known: Known) -> Known:
        info = await client.jetstream(timeout=PATIENCE_SECONDS).stream_info(self._stream)
        if info.created is None:
            raise RuntimeError(f"the bus does not say when stream {self._stream} was made")
        made, state = info.created.isoformat(), info.state
        if known.made and known.made != made:
            known = known.cut_after(0, anew=True)
        elif (cut := await self._where_it_differs(client, known, state)) is not None:
            log.error(
                "the bus was put back: what came later is not in the events stream any more",
                service=self._service,
                known=known.places[0].seq,
                still_there=cut,
                last=state.last_seq,
            )
            known = known.cut_after(cut)
        known = replace(known, made=made)
        if (known.places and known.places[0].seq >= state.last_seq) or not state.messages:
            return known
        last = await self.message(client, state.last_seq)
        return known.noting([Place(known.generation, state.last_seq, id_of(last or b""))])

    async def _where_it_differs(self, client: Client, known: Known, state: StreamState) -> int | None:
        """The number up to which the stream is the one that was known; None where it is all that was known."""
        for number, place in enumerate(known.places):
            if await self._is_there(client, place, state):
                return place.seq if number else None
        return 0 if known.places else None

    async def _is_there(self, client: Client, place: Place, state: StreamState) -> bool:
        if place.seq > state.last_seq:
            return False
        if place.seq < state.first_seq:  # so old that the stream has let it go
            return True
        found = await self.message(client, place.seq)
        return found is not None and id_of(found) == place.id

    async def _load(self) -> Known | None:
        found = await self._marks.find_one({"_id": RECORD})
        if found is None:
            return None
        places = tuple(Place(*place) for place in found["places"])
        return Known(found["made"], found["generation"], tuple(Cut(*cut) for cut in found["cuts"]), places)

    async def _keep(self, before: Known | None, known: Known) -> bool:
        """False where another process was faster: then look again."""
        if before == known:
            return True
        document: Document = {
            "made": known.made,
            "generation": known.generation,
            "cuts": [list(cut) for cut in known.cuts],
            "places": [list(place) for place in known.places],
        }
        if before is None:
            try:
                await self._marks.insert_one({"_id": RECORD, **document})
            except DuplicateKey:
                return False
            return True
        same = {"_id": RECORD, "generation": before.generation, "made": before.made}
        return bool((await self._marks.update_one(same, {"$set": document})).matched_count)

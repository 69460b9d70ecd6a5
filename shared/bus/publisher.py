"""Publishes commits to the events stream: in order, until it has them."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Protocol

import structlog
from nats.aio.client import Client

from shared.bus.cloudevents import Message, messages, same_event
from shared.bus.connection import connect_strictly
from shared.bus.continuity import Known, Place
from shared.bus.known_stream import KnownStream
from shared.bus.publish_window import Taken, Window
from shared.bus.streams import find_stream
from shared.bus.subjects import Subjects
from shared.journal.commit import Commit
from shared.journal.follower import BUS
from shared.settings import Settings
from shared.store.driver import Collection

log = structlog.get_logger(__name__)

LOOKED_UP_AT_ONCE = 64
MARK = "events"


class History(Protocol):
    """Where everything that ever happened is found, and how far each lane is in the events stream."""

    def history(
        self, since: Mapping[str, int] | None = None, last_batches: dict[str, int] | None = None
    ) -> AsyncIterator[Sequence[Commit]]: ...

    async def still_there(self, least: Mapping[str, int]) -> dict[str, int]: ...

    async def published_so_far(self) -> dict[str, int]: ...


class Publisher:
    """A journal's follower that is the bus.

    Order under failure rests on three things: one connection that dies instead of buffering; on a new one the first
    message is acknowledged before the others follow; and message ids, so that what was stored before is not stored twice.
    Where the connection is lost, what the stream holds is then the beginning of what was sent, however often it is sent.
    Where the stream refuses one message and takes those behind it, up to `window.IN_FLIGHT` can stand before it.

    On every new connection it looks whether the stream goes on where it was known. Where it was made anew the whole history
    comes first, where it was put back what is missing there, so that what is published next has its place behind it.
    """

    name = BUS

    def __init__(self, settings: Settings, service: str, subjects: Subjects, stream: KnownStream) -> None:
        self._settings = settings
        self._service = service
        self._subjects = subjects
        self._stream = stream
        self._client: Client | None = None
        self._window: Window | None = None
        self._ready_for: tuple[str, int] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._history: History | None = None
        self._marks: Collection | None = None
        self._reached: Place | None = None
        self.again = 0
        """How many commits were published again because the stream was put back or made anew."""
        self.foreign = 0
        """How often something else stood in the stream under the key of an event of ours."""

    def remember(self, history: History, marks: Collection) -> None:
        """Where everything that ever happened is found, and where is noted which stream has it."""
        self._history = history
        self._marks = marks

    @property
    def reached(self) -> Place | None:
        return self._reached

    def holds(self, place: Place) -> bool:
        return self._stream.known.holds(place)

    async def take(self, commits: Sequence[Commit]) -> None:
        async with self._one_at_a_time:
            try:
                await self._send(await self._ready(), commits)
            except BaseException:
                await self._drop()
                raise

    async def ready(self, known: Known) -> None:
        """See to it that there is a connection, and that the stream known so has everything published so far."""
        if (known.made, known.generation) != self._ready_for:
            await self.close()
        await self.take(())

    async def close(self) -> None:
        async with self._one_at_a_time:
            await self._drop()

    async def _drop(self) -> None:
        client, self._client, self._window = self._client, None, None
        if client is not None:
            with suppress(Exception):
                await client.close()

    async def _ready(self) -> Window:
        if self._client is not None and self._client.is_connected and self._window is not None:
            return self._window
        await self._drop()
        self._client = await connect_strictly(self._settings, self._service)
        await find_stream(self._client.jetstream(timeout=10), self._subjects.events_stream)
        known = await self._stream.look(self._client)
        if self._reached is not None and not known.holds(self._reached):
            self._reached = None
        window = Window(self._client)
        await window.open()
        await self._catch_up(window, known)
        self._window, self._ready_for = window, (known.made, known.generation)
        return window

    async def _send(self, window: Window, commits: Sequence[Commit]) -> None:
        taken = await window.send([message for commit in commits for message in messages(commit, self._subjects)])
        while foreign := await self._foreign(taken):
            self.foreign += len(foreign)
            log.error(
                "something else stood in the events stream under an event's key; published it under another",
                service=self._service,
                events=[message.id for message in foreign][:5],
            )
            again = await window.send(
                [replace(message, key=f"{message.key}/{secrets.token_hex(8)}") for message in foreign]
            )
            taken = max(taken, again, key=lambda taken: taken.seq)
            taken = Taken(taken.seq, taken.id, again.known)
        if taken.seq > (self._reached.seq if self._reached else 0):
            self._reached = self._stream.note(taken.seq, taken.id)

    async def _foreign(self, taken: Taken) -> list[Message]:
        """What the stream did not take because of its key, and has not: whoever may publish can use any key."""
        found = []
        client = self._client
        assert client is not None
        for first in range(0, len(taken.known), LOOKED_UP_AT_ONCE):
            some = taken.known[first : first + LOOKED_UP_AT_ONCE]
            stored = await asyncio.gather(*(self._stream.message(client, seq) for _, seq in some))
            found += [
                message
                for (message, _), payload in zip(some, stored, strict=True)
                if not same_event(message.payload, payload or b"")
            ]
        return found

    async def _catch_up(self, window: Window, known: Known) -> None:
        """Publish what a stream lacks that was made anew or put back, and note what it has then."""
        if self._history is None or self._marks is None:
            return
        mark: dict[str, Any] = await self._marks.find_one({"_id": MARK}) or {}
        last_batches: dict[str, int] = {}
        count, anew = 0, mark.get("made") != known.made
        if anew or mark.get("generation", 0) != known.generation:
            since = {} if anew else await self._history.still_there(_noted_lanes(mark, known))
            async for commits in self._history.history(since, last_batches):
                await self._send(window, commits)
                count += len(commits)
        elif "lanes" in mark:
            return
        else:  # noted by a program that did not know where in the stream its lanes were
            last_batches = await self._history.published_so_far()
        if count:
            self.again += count
            if anew:
                log.warning(
                    "the events stream is new; filled it from the journal", service=self._service, commits=count
                )
            else:
                log.warning("published again what the events stream lacks", service=self._service, commits=count)
        place = self._reached or next(iter(known.places), Place(known.generation, 0, ""))
        document = {
            "_id": MARK,
            "made": known.made,
            "generation": known.generation,
            "place": list(place),
            # Names of lanes hold no dots, so they can be the names of fields.
            "lanes": last_batches,
            "again": count,
        }
        await self._marks.replace_one({"_id": MARK}, document, upsert=True)


def _noted_lanes(mark: Mapping[str, Any], known: Known) -> dict[str, int]:
    """How far each lane was when the stream was filled last, if it still has that."""
    if "place" not in mark or not known.holds(Place(*mark["place"])):
        return {}
    return dict(mark["lanes"])

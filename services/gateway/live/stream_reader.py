"""Follows the events stream for one gateway process, in order, each event once.

A plain subscription tells that something happened; what happened is then read from the stream itself, by number. So nothing
is kept on the bus for this process, a lost message is only a late one, and a look now and then finds what no word came of.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from shared.bus.cloudevents import id_of
from shared.bus.history import BATCH, Seen, read_batch
from shared.bus.known_stream import KnownStream
from shared.bus.subjects import Subjects

log = structlog.get_logger(__name__)

LOOK_SECONDS = 2.0
PAUSES = (0.0, 0.01, 0.05, 0.2)
"""Word of an event can come a moment before the stream has it."""


class StreamReader:
    """Gives every new event to `take`, and says by `renewed` when the stream is another one than before."""

    def __init__(
        self,
        connection: Client,
        js: JetStreamContext,
        subjects: Subjects,
        stream: KnownStream,
        *,
        take: Callable[[Seen], None],
        renewed: Callable[[], None],
    ) -> None:
        self._connection = connection
        self._js = js
        self._subjects = subjects
        self._stream = stream
        self._take = take
        self._renewed = renewed
        self._word = asyncio.Event()
        self._reconnects = -1
        self.epoch = ""
        """Tells one events stream from another that was made in its place, or that was put back."""
        self.last = 0
        """The number of the newest event that was given on."""

    async def start(self) -> None:
        await self._recognise()

        async def heard(_: Msg) -> None:
            self._word.set()

        self._heard = await self._connection.subscribe(self._subjects.all_events, cb=heard)
        self._task = asyncio.create_task(self._follow(), name="gateway tail")

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        with suppress(NatsError):
            await self._heard.unsubscribe()

    async def first(self) -> int:
        """The number of the oldest event that the stream still has."""
        info = await self._js.stream_info(self._subjects.events_stream)
        return info.state.first_seq

    async def _follow(self) -> None:
        told = False
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._word.wait(), LOOK_SECONDS)
            expected = self._word.is_set()
            self._word.clear()
            try:
                await self._catch_up(expected)
                told = False
            except (NatsError, TimeoutError, OSError) as error:
                if not told:
                    log.warning("the gateway can't read the events now", reason=error)
                told = True
                await asyncio.sleep(LOOK_SECONDS / 4)
            except Exception:
                log.exception("a mistake in following the events")
                await asyncio.sleep(LOOK_SECONDS)

    async def _catch_up(self, expected: bool) -> None:
        if self._connection.stats["reconnects"] != self._reconnects:
            await self._recognise()
        for pause in PAUSES if expected else PAUSES[:1]:
            await asyncio.sleep(pause)
            if await self._read_on():
                return

    async def _read_on(self) -> int:
        count = 0
        while True:
            batch = await read_batch(
                self._connection, self._subjects.events_stream, self.last + 1, self._subjects.all_events
            )
            for seen in batch:
                self.last = seen.seq
                self._give(seen)
            if batch:
                self._stream.note(self.last, id_of(batch[-1].payload))
            count += len(batch)
            if len(batch) < BATCH:
                return count

    def _give(self, seen: Seen) -> None:
        """A mistake with one event is no reason to stop telling of all others."""
        try:
            self._take(seen)
        except Exception:
            log.exception("a mistake in telling of an event", subject=seen.subject, seq=seen.seq)

    async def _recognise(self) -> None:
        """After each new connection: does the stream go on where we knew it? Else it is followed from its end."""
        reconnects = self._connection.stats["reconnects"]
        known = await self._stream.look(self._connection)
        if known.epoch != self.epoch:
            before, self.epoch, self.last = self.epoch, known.epoch, known.places[0].seq if known.places else 0
            if before:
                self._renewed()
        self._reconnects = reconnects

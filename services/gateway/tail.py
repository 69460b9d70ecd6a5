"""Follows the events stream for one gateway process, in order, each event once.

A plain subscription tells that something happened; what happened is then read from the stream itself, by number. So nothing
is kept on the bus for this process, a lost message is only a late one, and a look now and then finds what no word came of.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import orjson
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from shared.bus.subjects import Subjects

log = structlog.get_logger(__name__)

BATCH = 256
LOOK_SECONDS = 2.0
WAIT_SECONDS = 5.0
PAUSES = (0.0, 0.01, 0.05, 0.2)
"""Word of an event can come a moment before the stream has it."""
_END = ("204", "404")


@dataclass(frozen=True, slots=True)
class Seen:
    """One event as the stream has it."""

    seq: int
    community: str
    name: str
    stream: str
    payload: bytes


async def read_batch(connection: Client, stream: str, start: int, filter: str, most: int = BATCH) -> list[Seen]:
    """The next events from a number on; fewer than `most` where there are no more."""
    inbox = connection.new_inbox()
    answers = await connection.subscribe(inbox)
    found: list[Seen] = []
    try:
        asked = orjson.dumps({"seq": start, "next_by_subj": filter, "batch": most})
        await connection.publish(f"$JS.API.DIRECT.GET.{stream}", asked, reply=inbox)
        while True:
            answer = await answers.next_msg(timeout=WAIT_SECONDS)
            headers = answer.headers or {}
            status = headers.get("Status")
            if status in _END:
                return found
            if status is not None:
                raise NatsError(f"the events stream does not answer: {status} {headers.get('Description', '')}")
            found.append(_seen(int(headers["Nats-Sequence"]), headers["Nats-Subject"], answer.data))
    finally:
        with suppress(NatsError):
            await answers.unsubscribe()


def _seen(seq: int, subject: str, payload: bytes) -> Seen:
    community, _, stream, name = subject.split(".")[-4:]
    return Seen(seq, community, name, stream, payload)


class Tail:
    """Gives every new event to `take`, and says by `renewed` when the stream is another one than before."""

    def __init__(
        self,
        connection: Client,
        js: JetStreamContext,
        subjects: Subjects,
        take: Callable[[Seen], None],
        renewed: Callable[[], None],
    ) -> None:
        self._connection = connection
        self._js = js
        self._subjects = subjects
        self._take = take
        self._renewed = renewed
        self._word = asyncio.Event()
        self._reconnects = -1
        self.epoch = ""
        """Tells one events stream from another that was made in its place."""
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
                    log.warning("the gateway can't read the events now", reason=str(error)[:200] or repr(error))
                told = True
                await asyncio.sleep(LOOK_SECONDS / 4)

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
                self._take(seen)
            count += len(batch)
            if len(batch) < BATCH:
                return count

    async def _recognise(self) -> None:
        """After each new connection: is this the stream we knew? Another one is followed from its end."""
        reconnects = self._connection.stats["reconnects"]
        info = await self._js.stream_info(self._subjects.events_stream)
        epoch = _epoch(info.created)
        if epoch != self.epoch or info.state.last_seq < self.last:
            known, self.epoch, self.last = self.epoch, epoch, info.state.last_seq
            if known:
                self._renewed()
        self._reconnects = reconnects


def _epoch(made: datetime | None) -> str:
    return f"{int(made.timestamp() * 1_000_000):x}" if made else "0"

"""Sends many messages to a stream at once and waits for each one's acknowledgement."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import orjson
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.errors import APIError, NoStreamResponseError

from shared.bus.cloudevents import CONTENT_TYPE, Message

PATIENCE_SECONDS = 10.0
NOBODY_THERE = "503"
IN_FLIGHT = 256
"""Where the stream refuses one message and takes the next, so many can stand before it once it is sent again."""


@dataclass
class Taken:
    """What became of messages that were sent: the newest number any of them has, and which it is."""

    seq: int = 0
    id: str = ""
    known: list[tuple[Message, int]] = field(default_factory=list)
    """Those that the stream did not take, as it had taken something under the same key before, and that one's number."""

    def note(self, message: Message, seq: int, duplicate: bool) -> None:
        if duplicate:
            self.known.append((message, seq))
        if seq > self.seq:
            self.seq, self.id = seq, message.id


class Window:
    """What is on its way over one connection. It counts acknowledgements, where nats-py makes several objects for each:
    a third of what an event costs."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._inbox = client.new_inbox()
        self._missing: dict[str, Message] = {}
        self._taken = Taken()
        self._last: tuple[int, Message, bytes] | None = None
        self._done: asyncio.Future[None] | None = None
        self._first = True

    async def open(self) -> None:
        await self._client.subscribe(f"{self._inbox}.*", cb=self._acknowledged)

    async def send(self, outgoing: Sequence[Message]) -> Taken:
        """Returns when the stream has all of them; raises where one was refused or the bus kept silent.

        On a new connection the first is acknowledged before the others follow.
        """
        self._taken = Taken()
        if self._first and outgoing:
            await self._together(outgoing[:1])
            self._first = False
            outgoing = outgoing[1:]
        for first in range(0, len(outgoing), IN_FLIGHT):
            await self._together(outgoing[first : first + IN_FLIGHT])
        return self._taken

    async def _together(self, outgoing: Sequence[Message]) -> None:
        self._done = asyncio.get_running_loop().create_future()
        self._missing = {str(number): message for number, message in enumerate(outgoing)}
        self._last = None
        async with asyncio.timeout(PATIENCE_SECONDS):
            for number, message in enumerate(outgoing):
                headers = {"Nats-Msg-Id": message.key, "Content-Type": CONTENT_TYPE}
                await self._client.publish(
                    message.subject, message.payload, reply=f"{self._inbox}.{number}", headers=headers
                )
            await self._done

    async def _acknowledged(self, message: Msg) -> None:
        if self._done is None or self._done.done():
            return
        if message.headers and message.headers.get("Status") == NOBODY_THERE:
            self._done.set_exception(NoStreamResponseError())
            return
        if b'"error"' in message.data:
            self._done.set_exception(_refusal(message.data))
            return
        number = message.subject.rpartition(".")[2]
        taken = self._missing.pop(number, None)
        if taken is not None:
            if b'"duplicate"' in message.data:
                self._taken.note(taken, orjson.loads(message.data)["seq"], duplicate=True)
            elif self._last is None or int(number) > self._last[0]:
                self._last = int(number), taken, message.data
        if not self._missing:
            # Of what is new the last one sent has the highest number: only its answer need be read.
            if self._last is not None:
                self._taken.note(self._last[1], orjson.loads(self._last[2])["seq"], duplicate=False)
            self._done.set_result(None)


def _refusal(answer: bytes) -> Exception:
    """Why the stream refused a message. nats-py raises what it makes of the answer; a callback's exceptions are lost."""
    try:
        APIError.from_error(orjson.loads(answer)["error"])
    except APIError as error:
        return error
    return NoStreamResponseError()

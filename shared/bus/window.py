"""Sends many messages to a stream at once and waits for each one's acknowledgement."""

import asyncio
from collections.abc import Sequence

import orjson
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.errors import APIError, NoStreamResponseError

from shared.bus.cloudevents import CONTENT_TYPE, Message

PATIENCE_SECONDS = 10.0
NOBODY_THERE = "503"


class Window:
    """What is on its way over one connection. It counts acknowledgements, where nats-py makes several objects for each:
    a third of what an event costs."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._inbox = client.new_inbox()
        self._missing: set[str] = set()
        self._done: asyncio.Future[None] | None = None
        self._first = True

    async def open(self) -> None:
        await self._client.subscribe(f"{self._inbox}.*", cb=self._acknowledged)

    async def send(self, outgoing: Sequence[Message]) -> None:
        """Returns when the stream has all of them; raises where one was refused or the bus kept silent.

        On a new connection the first is acknowledged before the others follow.
        """
        if self._first and outgoing:
            await self._together(outgoing[:1])
            self._first = False
            outgoing = outgoing[1:]
        if outgoing:
            await self._together(outgoing)

    async def _together(self, outgoing: Sequence[Message]) -> None:
        self._done = asyncio.get_running_loop().create_future()
        self._missing = {str(number) for number in range(len(outgoing))}
        async with asyncio.timeout(PATIENCE_SECONDS):
            for number, one in enumerate(outgoing):
                headers = {"Nats-Msg-Id": one.id, "Content-Type": CONTENT_TYPE}
                await self._client.publish(one.subject, one.payload, reply=f"{self._inbox}.{number}", headers=headers)
            await self._done

    async def _acknowledged(self, message: Msg) -> None:
        if self._done is None or self._done.done():
            return
        if message.headers and message.headers.get("Status") == NOBODY_THERE:
            self._done.set_exception(NoStreamResponseError())
        elif b'"error"' in message.data:
            self._done.set_exception(APIError.from_error(orjson.loads(message.data)["error"]))
        else:
            self._missing.discard(message.subject.rpartition(".")[2])
            if not self._missing:
                self._done.set_result(None)

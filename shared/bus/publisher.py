"""Publishes commits to the events stream: in order, until it has them."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from nats.aio.client import Client
from nats.js import JetStreamContext

from shared.bus.cloudevents import CONTENT_TYPE, Message, messages
from shared.bus.connection import connect_strictly
from shared.bus.subjects import Subjects
from shared.journal.commit import Commit
from shared.settings import Settings

PATIENCE_SECONDS = 10.0


class Publisher:
    """A journal's follower that is the bus.

    Order under failure rests on three things: one connection that dies instead of buffering; on a new one the first
    message is acknowledged before the others follow; and message ids, so that what was stored before is not stored twice.
    Then what the stream holds is at any time the beginning of what was sent, however often it is sent.
    """

    name = "bus"

    def __init__(self, settings: Settings, service: str, subjects: Subjects) -> None:
        self._settings = settings
        self._service = service
        self._subjects = subjects
        self._client: Client | None = None
        self._js: JetStreamContext | None = None

    async def take(self, commits: Sequence[Commit]) -> None:
        outgoing = [message for commit in commits for message in messages(commit, self._subjects)]
        if not outgoing:
            return
        try:
            await self._publish(outgoing)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        client, self._client, self._js = self._client, None, None
        if client is not None:
            with suppress(Exception):
                await client.close()

    async def _publish(self, outgoing: Sequence[Message]) -> None:
        if self._client is None or self._js is None or not self._client.is_connected:
            await self.close()
            self._client = await connect_strictly(self._settings, self._service)
            self._js = self._client.jetstream(publish_async_max_pending=20_000)
            first, *outgoing = outgoing
            await self._js.publish(first.subject, first.payload, timeout=PATIENCE_SECONDS, headers=_headers(first))
        acknowledged = [
            await self._js.publish_async(message.subject, message.payload, headers=_headers(message))
            for message in outgoing
        ]
        async with asyncio.timeout(PATIENCE_SECONDS):
            for one in acknowledged:
                await one


def _headers(message: Message) -> dict[str, str]:
    return {"Nats-Msg-Id": message.id, "Content-Type": CONTENT_TYPE}

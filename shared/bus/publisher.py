"""Publishes commits to the events stream: in order, until it has them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from datetime import datetime

import structlog
from nats.aio.client import Client

from shared.bus.cloudevents import messages
from shared.bus.connection import connect_strictly
from shared.bus.streams import provide_events
from shared.bus.subjects import Subjects
from shared.bus.window import Window
from shared.journal.commit import Commit
from shared.journal.follower import BUS
from shared.mongo import Collection
from shared.settings import Settings

log = structlog.get_logger(__name__)

type History = Callable[[], AsyncIterator[Sequence[Commit]]]


class Publisher:
    """A journal's follower that is the bus.

    Order under failure rests on three things: one connection that dies instead of buffering; on a new one the first
    message is acknowledged before the others follow; and message ids, so that what was stored before is not stored twice.
    Then what the stream holds is at any time the beginning of what was sent, however often it is sent.

    On every new connection it looks whether the stream is the one that it knows. Where the stream was lost and made anew,
    the whole history comes first, so that what is published next has its place behind it.
    """

    name = BUS

    def __init__(self, settings: Settings, service: str, subjects: Subjects) -> None:
        self._settings = settings
        self._service = service
        self._subjects = subjects
        self._client: Client | None = None
        self._window: Window | None = None
        self._made: datetime | None = None
        self._one_at_a_time = asyncio.Lock()
        self._history: History | None = None
        self._marks: Collection | None = None

    def remember(self, history: History, marks: Collection) -> None:
        """Where everything that ever happened is found, and where is noted which stream has it."""
        self._history = history
        self._marks = marks

    async def take(self, commits: Sequence[Commit]) -> None:
        async with self._one_at_a_time:
            try:
                await self._send(await self._ready(), commits)
            except BaseException:
                await self._drop()
                raise

    async def ready(self, made: datetime) -> None:
        """See to it that there is a connection, and that the stream made then has everything published so far."""
        if made != self._made:
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
        made = await provide_events(self._client.jetstream(timeout=10), self._subjects)
        window = Window(self._client)
        await window.open()
        await self._refill(window, made.isoformat())
        self._window, self._made = window, made
        return window

    async def _send(self, window: Window, commits: Sequence[Commit]) -> None:
        await window.send([message for commit in commits for message in messages(commit, self._subjects)])

    async def _refill(self, window: Window, made: str) -> None:
        if self._history is None or self._marks is None:
            return
        mark = await self._marks.find_one({"_id": "events"})
        if mark is not None and mark["made"] == made:
            return
        count = 0
        async for commits in self._history():
            await self._send(window, commits)
            count += len(commits)
        if count:
            log.warning("the events stream is new; filled it from the journal", service=self._service, commits=count)
        await self._marks.replace_one({"_id": "events"}, {"_id": "events", "made": made}, upsert=True)

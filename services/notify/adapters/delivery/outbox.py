"""The read models of deliveries: which are open, and which there are about a community or topic.

Both are hints about where to look; what a delivery's state really is, its journal says.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any, get_args

from services.notify.domain.delivery.state import Delivery
from shared.contracts import notify as c
from shared.contracts.types import Id
from shared.journal import Commit
from shared.store.driver import Collection, Document
from shared.store.writes import Write, insert_new, update, write

CHANNELS: tuple[c.Channel, ...] = get_args(c.Channel.__value__)


class Outbox:
    """The collection `outbox`: one document per delivery that is not over, so that a restart goes on with all of them.

    `lane` is the lane of whoever wrote to the delivery last: theirs it is to send, as long as they live. That an attempt
    runs is not noted here: whoever wants to begin another learns it from the journal.
    """

    name = "outbox"

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self.news: dict[c.Channel, asyncio.Event] = {channel: asyncio.Event() for channel in CHANNELS}
        """Set when something changed for a channel."""

    async def take(self, commits: Sequence[Commit]) -> None:
        """Many at once: stores take one insert of a hundred far faster than a hundred inserts."""
        queued: dict[Id, Document] = {}
        delayed: dict[Id, Write] = {}
        over: list[Id] = []
        for commit in commits:
            for event in commit.events:
                match event:
                    case c.MessageQueued():
                        queued[commit.stream] = _waiting(event, commit)
                    case c.MessageDelayed():
                        delayed[commit.stream] = _delayed(event, commit)
                    case c.MessageSent() | c.MessageRefused() | c.MessageUnknown() | c.MessageDropped():
                        over.append(commit.stream)
                        queued.pop(commit.stream, None)
                        delayed.pop(commit.stream, None)
        await insert_new(self._collection, list(queued.values()))
        await write(self._collection, list(delayed.values()))
        if over:
            await self._collection.delete_many({"_id": {"$in": over}})
        if queued or delayed:
            for news in self.news.values():
                news.set()

    async def open(self, channel: c.Channel) -> AsyncIterator[Document]:
        """The documents of a channel, in no order."""
        async for document in self._collection.find({"channel": channel}):
            yield document

    async def correct(self, delivery_id: Id, delivery: Delivery | None) -> None:
        """Bring a document that lags behind, after a replay for example, up to what the journal says."""
        if delivery is None or delivery.status not in ("queued", "retrying", "sending"):
            await self._collection.delete_one({"_id": delivery_id})
        else:
            await self._collection.update_one({"_id": delivery_id}, {"$set": {"retry_at": delivery.retry_at}})


def _waiting(event: c.MessageQueued, commit: Commit) -> Document:
    return {
        "_id": commit.stream,
        "channel": event.channel,
        "at": event.queued_at,
        "retry_at": None,
        "lane": commit.lane,
        "version": commit.version,
    }


def _delayed(event: c.MessageDelayed, commit: Commit) -> Write:
    changed: dict[str, Any] = {"retry_at": event.retry_at, "lane": commit.lane, "version": commit.version}
    return update(commit.stream, changed, version={"$lt": commit.version})


class DeliveryLists:
    """The collection `deliveries`: which deliveries there are, written once for each."""

    name = "delivery lists"

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def take(self, commits: Sequence[Commit]) -> None:
        queued = {
            commit.stream: {
                "_id": commit.stream,
                "community_id": event.community_id,
                "topic": event.topic,
                "member_id": event.member_id,
                "at": event.queued_at,
            }
            for commit in commits
            for event in commit.events
            if isinstance(event, c.MessageQueued)
        }
        await insert_new(self._collection, list(queued.values()))

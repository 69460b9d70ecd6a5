"""The read models of deliveries: which are open, and which there are about a community or topic.

Both are hints about where to look; what a delivery's state really is, its journal says.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any, get_args

from pymongo import DeleteOne, UpdateOne

from services.notify.model import Delivery
from shared.contracts import notify as c
from shared.contracts.base import Event
from shared.contracts.types import Id
from shared.journal import Commit
from shared.mongo import Collection, Document

CHANNELS: tuple[c.Channel, ...] = get_args(c.Channel.__value__)

_END = (c.MessageSent, c.MessageRefused, c.MessageUnknown, c.MessageDropped)


class Outbox:
    """The collection `outbox`: one document per delivery that is not over, so that a restart goes on with all of them.

    `lane` is the lane of whoever wrote to the delivery last: theirs it is to send, as long as they live.
    """

    name = "outbox"

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self.news: dict[c.Channel, asyncio.Event] = {channel: asyncio.Event() for channel in CHANNELS}
        """Set when something changed for a channel."""

    async def take(self, commits: Sequence[Commit]) -> None:
        changes = [change for commit in commits for event in commit.events for change in _changes(event, commit)]
        if not changes:
            return
        await self._collection.bulk_write(changes, ordered=True)
        for event in self.news.values():
            event.set()

    async def open(self, channel: c.Channel) -> AsyncIterator[Document]:
        """The documents of a channel, in no order."""
        async for document in self._collection.find({"channel": channel}):
            yield document

    async def about(self, topic: Id) -> list[Id]:
        """The deliveries about a topic that are open."""
        return [document["_id"] async for document in self._collection.find({"topic": topic}, {"_id": 1})]

    async def correct(self, delivery_id: Id, delivery: Delivery | None) -> None:
        """Bring a document that lags behind, after a replay for example, up to what the journal says."""
        if delivery is None or delivery.status not in ("queued", "retrying", "sending"):
            await self._collection.delete_one({"_id": delivery_id})
        else:
            now = {"status": delivery.status, "retry_at": delivery.retry_at}
            await self._collection.update_one({"_id": delivery_id}, {"$set": now})


def _changes(event: Event, commit: Commit) -> list[UpdateOne | DeleteOne]:
    if isinstance(event, c.MessageQueued):
        made = {
            "channel": event.channel,
            "topic": event.topic,
            "status": "queued",
            "at": event.queued_at,
            "retry_at": None,
            "lane": commit.lane,
            "version": commit.version,
        }
        return [UpdateOne({"_id": commit.stream}, {"$setOnInsert": made}, upsert=True)]
    if isinstance(event, _END):
        return [DeleteOne({"_id": commit.stream})]
    changed: dict[str, Any] = {"lane": commit.lane, "version": commit.version}
    if isinstance(event, c.AttemptBegun):
        changed |= {"status": "sending", "retry_at": None}
    elif isinstance(event, c.MessageDelayed):
        changed |= {"status": "retrying", "retry_at": event.retry_at}
    else:
        return []
    return [UpdateOne({"_id": commit.stream, "version": {"$lt": commit.version}}, {"$set": changed})]


class DeliveryLists:
    """The collection `deliveries`: which deliveries there are, written once for each."""

    name = "delivery lists"

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def take(self, commits: Sequence[Commit]) -> None:
        changes = [
            UpdateOne(
                {"_id": commit.stream},
                {
                    "$setOnInsert": {
                        "community_id": event.community_id,
                        "topic": event.topic,
                        "member_id": event.member_id,
                        "at": event.queued_at,
                    }
                },
                upsert=True,
            )
            for commit in commits
            for event in commit.events
            if isinstance(event, c.MessageQueued)
        ]
        if changes:
            await self._collection.bulk_write(changes, ordered=False)

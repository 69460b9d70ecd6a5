"""What notify tells: which message went to whom over which channel, never what it said. Its commands are its own."""

from datetime import datetime
from typing import ClassVar, Literal

from shared.contracts.base import Command, Event, Query
from shared.contracts.types import Id, Private, Value

type Channel = Literal["email", "chat"]
type DeliveryStatus = Literal["queued", "sending", "sent", "retrying", "refused", "unknown", "dropped"]


class NotifyCommand(Command):
    service: ClassVar[str] = "notify"
    kind: ClassVar[str] = "delivery"


class QueueMessage(NotifyCommand):
    """One message to one person over one channel, because of one event. The delivery's id comes from those three."""

    delivery_id: Id
    community_id: Id
    event_id: str
    event_type: str
    topic: Id
    member_id: Id
    channel: Channel
    letter: str
    """Which letter is written; see notify's letters."""
    facts: dict[str, str] = {}
    """What the letter needs beyond what the topic's owner is asked for when it is written."""


class BeginAttempt(NotifyCommand):
    """An attempt begins: its message id is on record before anything is sent."""

    delivery_id: Id


class EndAttempt(NotifyCommand):
    """What became of an attempt."""

    delivery_id: Id
    attempt: int
    outcome: Literal["sent", "later", "refused", "unknown"]
    reason: str = ""
    retry_at: datetime | None = None


class DropMessage(NotifyCommand):
    """The message is no longer wanted: what it is about was cancelled or moved."""

    delivery_id: Id
    reason: str


class NotifyEvent(Event):
    service: ClassVar[str] = "notify"
    community_id: Id
    delivery_id: Id
    member_id: Id
    channel: Channel


class MessageQueued(NotifyEvent):
    event_id: str
    event_type: str
    topic: Id
    letter: str
    facts: Private[dict[str, str]]


class AttemptBegun(NotifyEvent):
    attempt: int
    message_id: str


class MessageSent(NotifyEvent):
    attempt: int


class MessageDelayed(NotifyEvent):
    """The other side could not take it now; it is tried again at `retry_at`."""

    attempt: int
    reason: Private[str]
    retry_at: datetime


class MessageRefused(NotifyEvent):
    """The other side will not take it; not tried again."""

    attempt: int
    reason: Private[str]


class MessageUnknown(NotifyEvent):
    """The connection broke when it may have been taken already; not tried again, for nobody wants it twice."""

    attempt: int
    reason: Private[str]


class MessageDropped(NotifyEvent):
    reason: str


class NotifyQuery(Query):
    service: ClassVar[str] = "notify"


class ListDeliveries(NotifyQuery):
    """What was sent about one clinic, visit or community, to whom and how it went; for its conveners."""

    community_id: Id
    topic: Id | None = None


class DeliveryView(Value):
    id: Id
    topic: Id
    member_id: Id
    channel: Channel
    letter: str
    status: DeliveryStatus
    attempts: int
    reason: str
    at: datetime


class DeliveryList(Value):
    deliveries: tuple[DeliveryView, ...]

"""What notify tells: which message went to whom over which channel, never what it said. Its commands are its own."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.base import Command, Event, Query
from shared.contracts.pages import Piece, Pieces
from shared.contracts.types import Id, Private, Value

type Channel = Literal["email", "chat"]
type DeliveryStatus = Literal["queued", "sending", "sent", "retrying", "refused", "unknown", "dropped"]
type Category = Literal["announcements", "reminders", "reports"]
"""What a reader may stop: news of what is planned, reminders of it, and what became of their advice."""


class NotifyCommand(Command):
    """About one message. Messages follow from what happens: these commands are notify's own, and refused to others."""

    service: ClassVar[str] = "notify"
    kind: ClassVar[str] = "delivery"


class ReaderCommand(Command):
    """About what one member of one community wants to read, and can."""

    service: ClassVar[str] = "notify"
    kind: ClassVar[str] = "reader"
    reader_id: Id


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
    """An attempt begins: it is on record before anything is sent, and only one process may have it."""

    delivery_id: Id
    message_id: str
    """The `Message-ID` of the mail; the first attempt's is kept by all others."""
    holder: str
    """The process that attempts it, by the name of its journal lane: who has to say what became of it."""


class EndAttempt(NotifyCommand):
    """What became of an attempt: the one that was begun, or one that the other side declined before it began."""

    delivery_id: Id
    attempt: int
    outcome: Literal["sent", "later", "refused", "unknown"]
    reason: str = ""
    retry_at: datetime | None = None


class DropMessage(NotifyCommand):
    """The message is no longer wanted: what it is about was cancelled or moved."""

    delivery_id: Id
    reason: str


class MeetReader(ReaderCommand):
    """Notify is about to write to somebody for the first time, or a member wants to choose what they get before that."""

    community_id: Id
    member_id: Id


class DisableChannel(ReaderCommand):
    """The channel no longer exists at this address. Another address opens it again."""

    channel: Channel
    address_mark: str
    """What tells the address from others without giving it away."""
    reason: str


class StopCategory(ReaderCommand):
    """No more messages of this kind, please. The code from a letter's link is the right to say so; members need none."""

    category: Category
    code: str = Field("", max_length=100)


class ResumeCategory(ReaderCommand):
    """Messages of this kind again."""

    category: Category
    code: str = Field("", max_length=100)


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
    queued_at: datetime


class AttemptBegun(NotifyEvent):
    """From here on the message may be under way."""

    attempt: int
    message_id: str
    holder: str


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
    """The message was no longer wanted when its turn came."""

    reason: str


class ReaderEvent(Event):
    service: ClassVar[str] = "notify"
    community_id: Id
    reader_id: Id
    member_id: Id


class ReaderMet(ReaderEvent):
    secret: Private[str]
    """What the codes in this reader's letters are made from."""


class ChannelDisabled(ReaderEvent):
    """A channel of this reader no longer exists; nothing more goes there until they give another address."""

    channel: Channel
    address_mark: Private[str]
    reason: Private[str]


class CategoryStopped(ReaderEvent):
    category: Category


class CategoryResumed(ReaderEvent):
    category: Category


class NotifyQuery(Query):
    service: ClassVar[str] = "notify"


class ListDeliveries(Pieces, NotifyQuery):
    """What was sent about one clinic, visit or community, to whom and how it went, newest first.

    Conveners and facilitators see everybody's messages, others their own.
    """

    community_id: Id
    topic: Id | None = None
    mine: bool = False
    """Only what was sent to whoever asks."""


class DeliveryView(Value):
    id: Id
    topic: Id
    member_id: Id
    channel: Channel
    letter: str
    about: str = ""
    """What such a message is about, in a few words; empty where this version knows no such message."""
    status: DeliveryStatus
    attempts: int
    reason: str
    at: datetime


class DeliveryList(Piece):
    deliveries: tuple[DeliveryView, ...]


class GetReader(NotifyQuery):
    """What whoever asks has stopped, and which of their channels no longer work."""

    community_id: Id


class ReaderView(Value):
    id: Id
    stopped: tuple[Category, ...]
    disabled: dict[Channel, str]
    """Channels that no longer exist at the address they were last used with, each with the reason."""

"""The state of one delivery and of one reader, and how each event changes it. Pure."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from shared.contracts import notify as c
from shared.contracts.base import derived_id
from shared.contracts.types import Id
from shared.domain import Actor, Evolver

NOTIFY = Actor("service", "notify")
"""Who gives the commands of this service."""
OPEN: tuple[c.DeliveryStatus, ...] = ("queued", "retrying")
"""Still to be sent."""
MAY_HAVE_ARRIVED: tuple[c.DeliveryStatus, ...] = ("sending", "sent", "unknown")


def reader_id(community_id: Id, member_id: Id) -> Id:
    """The id of a member as a reader of one community's messages."""
    return derived_id("reader", community_id, member_id)


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Delivery(Frozen):
    """One message to one person over one channel, because of one event."""

    id: Id
    community_id: Id
    event_id: str
    event_type: str
    topic: Id
    member_id: Id
    channel: c.Channel
    letter: str
    facts: dict[str, str]
    queued_at: datetime
    status: c.DeliveryStatus = "queued"
    attempts: int = 0
    message_id: str = ""
    holder: str = ""
    """Who has begun the last attempt."""
    reason: str = ""
    retry_at: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether it may be attempted at Convene's time `now`."""
        return self.status in OPEN and (self.retry_at is None or self.retry_at <= now)


class Reader(Frozen):
    """What one member of one community wants to read, and where that no longer works."""

    id: Id
    community_id: Id
    member_id: Id
    secret: str
    stopped: tuple[c.Category, ...] = ()
    disabled: dict[c.Channel, tuple[str, str]] = {}
    """By channel: the mark of the address that is gone, and the reason."""

    def has_lost(self, channel: c.Channel, address_mark: str) -> bool:
        return self.disabled.get(channel, ("", ""))[0] == address_mark


evolve: Evolver[Delivery] = Evolver()
evolve_reader: Evolver[Reader] = Evolver()


@evolve.on
def message_queued(_: Delivery | None, event: c.MessageQueued) -> Delivery:
    return Delivery(id=event.delivery_id, **event.model_dump(exclude={"delivery_id"}))


@evolve.on
def attempt_begun(delivery: Delivery, event: c.AttemptBegun) -> Delivery:
    return delivery.model_copy(
        update={
            "status": "sending",
            "attempts": event.attempt,
            "message_id": event.message_id,
            "holder": event.holder,
            "retry_at": None,
        }
    )


@evolve.on
def message_sent(delivery: Delivery, event: c.MessageSent) -> Delivery:
    return _ended(delivery, "sent", event.attempt, "")


@evolve.on
def message_delayed(delivery: Delivery, event: c.MessageDelayed) -> Delivery:
    ended = _ended(delivery, "retrying", event.attempt, event.reason)
    return ended.model_copy(update={"retry_at": event.retry_at})


@evolve.on
def message_refused(delivery: Delivery, event: c.MessageRefused) -> Delivery:
    return _ended(delivery, "refused", event.attempt, event.reason)


@evolve.on
def message_unknown(delivery: Delivery, event: c.MessageUnknown) -> Delivery:
    return _ended(delivery, "unknown", event.attempt, event.reason)


@evolve.on
def message_dropped(delivery: Delivery, event: c.MessageDropped) -> Delivery:
    return _ended(delivery, "dropped", delivery.attempts, event.reason)


def _ended(delivery: Delivery, status: c.DeliveryStatus, attempt: int, reason: str) -> Delivery:
    return delivery.model_copy(
        update={"status": status, "attempts": attempt, "reason": reason, "retry_at": None, "holder": ""}
    )


@evolve_reader.on
def reader_met(_: Reader | None, event: c.ReaderMet) -> Reader:
    return Reader(id=event.reader_id, **event.model_dump(exclude={"reader_id"}))


@evolve_reader.on
def channel_disabled(reader: Reader, event: c.ChannelDisabled) -> Reader:
    return reader.model_copy(
        update={"disabled": {**reader.disabled, event.channel: (event.address_mark, event.reason)}}
    )


@evolve_reader.on
def category_stopped(reader: Reader, event: c.CategoryStopped) -> Reader:
    return reader.model_copy(update={"stopped": (*reader.stopped, event.category)})


@evolve_reader.on
def category_resumed(reader: Reader, event: c.CategoryResumed) -> Reader:
    stopped = tuple(category for category in reader.stopped if category != event.category)
    return reader.model_copy(update={"stopped": stopped})

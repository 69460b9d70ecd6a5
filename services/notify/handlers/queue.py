"""Commands that queue messages: one for each reader and channel, because of one event."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from services.notify.adapters.owners import contacts_of
from services.notify.domain.messages.message import Message
from shared.bus.cloudevents import Meta
from shared.contracts import notify as c
from shared.contracts.base import derived_id
from shared.contracts.community import Contact
from shared.contracts.types import Id
from shared.runtime.ports import Ports


class CommunityEvent(Protocol):
    """An event of a community."""

    @property
    def community_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Cause:
    """The event that leads to messages, and the clinic, visit or community they are about."""

    community_id: Id
    topic: Id
    event_id: str
    event_type: str
    stream: str
    version: int

    @classmethod
    def of(cls, event: CommunityEvent, topic: Id, meta: Meta) -> "Cause":
        return cls(event.community_id, topic, meta.id, type(event).__name__, meta.stream, meta.order)


def queued(
    cause: Cause, member_id: Id, channel: c.Channel, message: type[Message], facts: Mapping[str, str]
) -> c.QueueMessage:
    """The command for one message. Its delivery's id is the same whenever the event comes again."""
    return c.QueueMessage(
        delivery_id=derived_id("delivery", cause.event_id, member_id, channel),
        community_id=cause.community_id,
        event_id=cause.event_id,
        event_type=cause.event_type,
        topic=cause.topic,
        member_id=member_id,
        channel=channel,
        letter=message.kind,
        facts=dict(facts),
    )


def queued_for(
    contacts: Iterable[Contact], cause: Cause, message: type[Message], facts: Mapping[str, str]
) -> list[c.QueueMessage]:
    """The same message to each, over every channel they have."""
    return [
        queued(cause, contact.member_id, channel, message, facts)
        for contact in contacts
        for channel in _channels(contact)
    ]


async def queued_for_members(
    members: Sequence[Id], cause: Cause, message: type[Message], facts: Mapping[str, str], ports: Ports
) -> list[c.QueueMessage]:
    """The same message to these members, over every channel they have; none where there are no members."""
    if not members:  # an empty list of members would mean all of them
        return []
    contacts = await contacts_of(ports, cause.community_id, members)
    return queued_for(contacts.contacts, cause, message, facts)


def _channels(contact: Contact) -> list[c.Channel]:
    addresses: dict[c.Channel, str] = {"email": contact.email, "chat": contact.chat_webhook}
    return [channel for channel, address in addresses.items() if address]

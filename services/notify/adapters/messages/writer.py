"""Writes one message when its turn comes: asks the owners for the facts, and whether it is still wanted.

So private words stay with their owners until then, a changed title is right, and nothing is sent about what is off.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from services.notify.adapters.channels.http_post import Post
from services.notify.adapters.channels.mail import Mail, sender_of
from services.notify.adapters.messages.renderer import render
from services.notify.adapters.owners import contacts_of, known_of
from services.notify.domain.delivery.state import NOTIFY, Delivery, Reader, reader_id
from services.notify.domain.messages.catalogue import message_class
from services.notify.domain.messages.message import Facts, Known, Message, Unwanted
from services.notify.domain.subscriber import code_for, mark_of
from shared.contracts import notify as c
from shared.contracts.community import Contact, InvitationView
from shared.contracts.text import cleaned_line
from shared.contracts.types import Id
from shared.runtime.ports import BusPorts

FORMER_MEMBER = "a former member"
PAGES = {"clinic": "clinics", "visit": "visits"}
"""Where on the web the things are that messages are about; all others lead to the community."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a message, and where."""

    name: str
    address: str
    community: str
    zone: str = ""
    names: Mapping[str, str] | None = None
    """Of the people that the message tells of."""
    unsubscribe: str | None = None


async def write_message(delivery: Delivery, ports: BusPorts) -> Mail | Post:
    """The message as it is right now.

    Raises `Unwanted` where it is not to be sent, `Refusal` (503) while an owner cannot be asked, `MessageRefused`
    where the facts make no message, and `UnknownMessage` where there is none of this kind.
    """
    message = message_class(delivery.letter)
    known = await known_of(message, delivery, ports)
    if reason := message.why_unwanted(delivery, known):
        raise Unwanted(reason)
    recipient = await (_member if message.for_members else _invited)(message, delivery, known, ports)
    facts: Facts = {
        "community": recipient.community,
        "name": recipient.name,
        "link": _link(message, delivery, ports),
        "unsubscribe": recipient.unsubscribe,
    }
    names = recipient.names or {}
    told = {**names, **message.told(delivery, known, recipient.zone, names)}
    facts |= {name: value for name, value in told.items() if name in message.model_fields}
    return _addressed(delivery, message.of(facts), recipient, ports)


async def _invited(message: type[Message], delivery: Delivery, known: Known, ports: BusPorts) -> Recipient:
    """The reader is no member yet; what there is to know, the invitation knows."""
    invitation = known.source
    assert isinstance(invitation, InvitationView)
    people = {fact: member_id for fact, member_id in message.people(delivery, known).items() if member_id is not None}
    members = sorted(people.values())
    contacts = (await contacts_of(ports, delivery.community_id, members)).contacts if members else ()
    found = {contact.member_id: contact.name for contact in contacts}
    names = {fact: found[member_id] for fact, member_id in people.items() if member_id in found}
    return Recipient(invitation.name, invitation.email, invitation.community_name, names=names)


async def _member(message: type[Message], delivery: Delivery, known: Known, ports: BusPorts) -> Recipient:
    people = {fact: member_id for fact, member_id in message.people(delivery, known).items() if member_id is not None}
    found = await contacts_of(ports, delivery.community_id, sorted({delivery.member_id, *people.values()}))
    contacts = {contact.member_id: contact for contact in found.contacts}
    contact = contacts.get(delivery.member_id)
    if contact is None:
        raise Unwanted("This member no longer belongs.")
    names = {fact: contacts[who].name if who in contacts else FORMER_MEMBER for fact, who in people.items()}
    elsewhere = message.address(known)
    address = elsewhere or _own_address(delivery, contact)
    unsubscribe = None if elsewhere else await _require_wanted_by_reader(message, delivery, address, ports)
    return Recipient(contact.name, address, found.community_name, contact.zone or "", names, unsubscribe)


def _own_address(delivery: Delivery, contact: Contact) -> str:
    address = contact.email if delivery.channel == "email" else contact.chat_webhook
    if not address:
        raise Unwanted("This member has no address for this channel any more.")
    return address


async def _require_wanted_by_reader(
    message: type[Message], delivery: Delivery, address: str, ports: BusPorts
) -> str | None:
    """Refuse what the reader has stopped, or cannot get any more; else the link that stops such messages."""
    reader = await _reader(delivery, ports)
    if message.category in reader.stopped:
        raise Unwanted(f"This member has stopped {message.category}.")
    if reader.has_lost(delivery.channel, mark_of(address)):
        raise Unwanted("The channel at this address no longer exists; a new address opens it again.")
    return _unsubscribe_link(reader, message.category, ports) if message.category else None


async def _reader(delivery: Delivery, ports: BusPorts) -> Reader:
    reader: Id = reader_id(delivery.community_id, delivery.member_id)
    found = await ports.read(reader)
    if found is None:
        meet = c.MeetReader(reader_id=reader, community_id=delivery.community_id, member_id=delivery.member_id)
        await ports.execute(meet, f"meet {delivery.id}", NOTIFY)
        found = await ports.read(reader)
    assert found is not None
    state: Reader = found.state
    return state


def _link(message: type[Message], delivery: Delivery, ports: BusPorts) -> str:
    area = PAGES.get(delivery.topic.partition("-")[0], "communities")
    return f"{ports.settings.public_url}/{area}/{delivery.topic}{message.page}"


def _unsubscribe_link(reader: Reader, category: c.Category, ports: BusPorts) -> str:
    where = urlencode({"reader": reader.id, "category": category, "code": code_for(reader, category)})
    return f"{ports.settings.public_url}/unsubscribe?{where}"


def _addressed(delivery: Delivery, message: Message, recipient: Recipient, ports: BusPorts) -> Mail | Post:
    rendered = render(message)
    if delivery.channel == "chat":
        return Post(recipient.address, rendered.chat)
    domain = sender_of(ports.settings.mail_from).domain
    return Mail(
        to_name=cleaned_line(recipient.name),
        to_address=recipient.address,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        message_id=delivery.message_id or f"<{delivery.id}@{domain}>",
        thread_root=f"<{delivery.topic}@{domain}>",
        list_id=f"{delivery.community_id}.{domain}",
        community=cleaned_line(recipient.community),
        category=message.category or "personal",
        unsubscribe_url=message.unsubscribe,
    )

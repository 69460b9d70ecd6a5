"""Works out who is told of a time or a cancellation, from what each reader was told before."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from services.notify.domain.delivery.state import MAY_HAVE_ARRIVED, OPEN, Delivery
from services.notify.domain.message_kinds import Kind
from shared.bus.cloudevents import Meta
from shared.contracts import notify as c
from shared.contracts.base import Command, derived_id
from shared.contracts.community import Contact, ContactsView, GetContacts
from shared.contracts.scheduler import ReminderDue
from shared.contracts.types import Id
from shared.domain import Actor, Refusal
from shared.runtime.ports import BusPorts
from shared.store.community_index import read_all

STARTS_AT = "starts_at"
BEFORE = "before"
LEFT = "left"
NUMBER = "number"
"""Which date somebody was asked on what really happened."""
NUDGE = "nudge"
PRESENTER = "presenter_id"
"""Whose report it is."""
ASKER = "asker_id"
"""Who asks the reader something: a member by their id, whose name the letter tells."""
INVITATION = "invitation_id"
"""Which invitation it is about."""
_OF_TIME = (
    Kind.CLINIC_SCHEDULED,
    Kind.CLINIC_RESCHEDULED,
    Kind.VISIT_SCHEDULED,
    Kind.VISIT_RESCHEDULED,
    Kind.REMINDER,
)
"""Letters that tell when something takes place."""
_AT_ONCE = 50
DAYS_FROM = 48
"""From so many hours on, days are told."""
NOTIFY = Actor("service", "notify")


class OfCommunity(Protocol):
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
    def of(cls, event: OfCommunity, topic: Id, meta: Meta) -> "Cause":
        return cls(event.community_id, topic, meta.id, type(event).__name__, meta.stream, meta.order)


@dataclass(frozen=True, slots=True)
class Letters:
    """The letter for those who hear of it for the first time, and the one for those who know another time."""

    first: Kind
    again: Kind


def instant(at: datetime) -> str:
    """A moment as facts keep it: the same moment is the same text."""
    return at.astimezone(UTC).isoformat()


def is_visit(topic: Id) -> bool:
    return topic.startswith("visit-")


def left(event: ReminderDue) -> str:
    """How long it is until the beginning when a reminder is due, in words; what is due by day may be due by other hours."""
    hours = round((event.starts_at - event.due_at) / timedelta(hours=1))
    if hours >= DAYS_FROM:
        return f"{round(hours / 24)} days"
    return "1 hour" if hours <= 1 else f"{hours} hours"


def hosted(times: int, last_at: datetime | None) -> str:
    """How often and when the reader hosted visits, as a letter says it to them."""
    if times == 0 or last_at is None:
        return "You have not hosted a visit yet."
    often = {1: "once, in", 2: "twice, last in"}.get(times, f"{times} times, last in")
    return f"You have hosted {often} {last_at:%B %Y}."


async def contacts_of(ports: BusPorts, community_id: Id, members: Sequence[Id] = ()) -> ContactsView:
    """How to reach these members, or all; `Refusal` (503) while the community service is away."""
    query = GetContacts(community_id=community_id, member_ids=tuple(members))
    return await ports.ask.query(query, ContactsView, token=ports.signer.own())


def message(cause: Cause, member: Id, channel: c.Channel, letter: Kind, facts: Mapping[str, str]) -> c.QueueMessage:
    """The command for one message. Its delivery's id is the same whenever the event comes again."""
    return c.QueueMessage(
        delivery_id=derived_id("delivery", cause.event_id, member, channel),
        community_id=cause.community_id,
        event_id=cause.event_id,
        event_type=cause.event_type,
        topic=cause.topic,
        member_id=member,
        channel=channel,
        letter=letter,
        facts=dict(facts),
    )


def to_all(contacts: Iterable[Contact], cause: Cause, letter: Kind, facts: Mapping[str, str]) -> list[c.QueueMessage]:
    """The same letter to each, over every channel they have."""
    return [
        message(cause, contact.member_id, channel, letter, facts)
        for contact in contacts
        for channel in _channels(contact)
    ]


async def of_time(
    cause: Cause,
    starts_at: datetime,
    letters: Letters,
    ports: BusPorts,
    only: Collection[Id] | None = None,
    *,
    knowing: bool = False,
) -> Sequence[Command]:
    """Tell everybody, or `only` some, when it takes place: in a letter that fits what they know. Those who know it already
    get none. With `knowing`, those who know another time are told beside them."""
    contacts = (await contacts_of(ports, cause.community_id)).contacts
    past = await _deliveries(cause, ports)
    if _is_outdated(cause, past):
        return []
    others = [delivery for delivery in past if delivery.event_id != cause.event_id]
    now = instant(starts_at)
    wrong = (other for other in others if other.letter in _OF_TIME and other.facts[STARTS_AT] != now)
    await _drop(wrong, "It has moved to another time.", cause, ports)
    known = _known(await _read([other.id for other in others], ports))
    commands: list[c.QueueMessage] = []
    for contact in contacts:
        before = known.get(contact.member_id)
        if only is not None and contact.member_id not in only and not (knowing and before):
            continue
        if before is None:
            commands += to_all([contact], cause, letters.first, {STARTS_AT: now})
        elif before != now:
            commands += to_all([contact], cause, letters.again, {STARTS_AT: now, BEFORE: before})
    queued = {delivery.id for delivery in past if delivery.event_id == cause.event_id}
    return [command for command in commands if command.delivery_id not in queued]


async def of_cancellation(
    cause: Cause, letter: Kind, ports: BusPorts, also: Collection[Id] | None = None
) -> Sequence[Command]:
    """Drop what is still to be sent about it, then tell those who had been told that it takes place, and whoever else counts
    on it."""
    past = [delivery for delivery in await _deliveries(cause, ports) if delivery.event_id != cause.event_id]
    await _drop(past, "It was cancelled.", cause, ports)
    known = {*_known(await _read([delivery.id for delivery in past], ports)), *(also or ())}
    if not known:
        return []
    contacts = await contacts_of(ports, cause.community_id, sorted(known))
    return to_all(contacts.contacts, cause, letter, {})


def _channels(contact: Contact) -> list[c.Channel]:
    addresses: dict[c.Channel, str] = {"email": contact.email, "chat": contact.chat_webhook}
    return [channel for channel, address in addresses.items() if address]


def _known(deliveries: Iterable[Delivery]) -> dict[Id, str]:
    """The time each reader was told last, or is about to be told."""
    known: dict[Id, str] = {}
    for delivery in sorted(deliveries, key=lambda this_delivery: this_delivery.queued_at):
        if delivery.letter in _OF_TIME and delivery.status in (*MAY_HAVE_ARRIVED, *OPEN):
            known[delivery.member_id] = delivery.facts[STARTS_AT]
    return known


def _is_outdated(cause: Cause, past: Iterable[Delivery]) -> bool:
    """Whether somebody was told already because of a later event of the same thing."""
    sources = (delivery.event_id.rpartition(".")[0].rpartition("@") for delivery in past)
    return any(stream == cause.stream and int(version) > cause.version for stream, _, version in sources)


async def _deliveries(cause: Cause, ports: BusPorts) -> list[Delivery]:
    await ports.journal.shown()
    cursor = ports.collection("deliveries").find({"community_id": cause.community_id, "topic": cause.topic}, {"_id": 1})
    return await _read([document["_id"] async for document in cursor], ports)


async def _read(ids: Sequence[Id], ports: BusPorts) -> list[Delivery]:
    found: list[Delivery] = []
    for first in range(0, len(ids), _AT_ONCE):
        some = await asyncio.gather(*(read_all(ports, [name]) for name in ids[first : first + _AT_ONCE]))
        found += [read.state for listed in some for _, read in listed.items]
    return found


async def _drop(deliveries: Iterable[Delivery], reason: str, cause: Cause, ports: BusPorts) -> None:
    """Drop what can still be dropped; what is being sent at this moment counts as told."""

    async def drop(delivery: Delivery) -> None:
        try:
            await ports.execute(c.DropMessage(delivery_id=delivery.id, reason=reason), f"{cause.event_id}/drop", NOTIFY)
        except Refusal as refusal:
            if refusal.status != 409:  # noqa: PLR2004
                raise

    await asyncio.gather(*(drop(delivery) for delivery in deliveries if delivery.status in OPEN))

"""Works out who is told of a time or a cancellation, from what each reader was told before."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from services.notify.adapters.owners import contacts_of
from services.notify.domain.delivery.facts import BEFORE, STARTS_AT, instant
from services.notify.domain.delivery.state import MAY_HAVE_ARRIVED, NOTIFY, OPEN, Delivery
from services.notify.domain.messages.message import Message
from services.notify.domain.messages.topics import TimeMessage
from services.notify.handlers.queue import Cause, queued_for
from shared.contracts import notify as c
from shared.contracts.base import Command
from shared.contracts.types import Id
from shared.domain import Refusal
from shared.runtime.ports import BusPorts
from shared.store.community_index import read_all

_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class TimeMessages:
    """The message for those who hear of it for the first time, and the one for those who know another time."""

    first: type[TimeMessage]
    again: type[TimeMessage]


async def tell_time(
    cause: Cause,
    starts_at: datetime,
    messages: TimeMessages,
    ports: BusPorts,
    only: Collection[Id] | None = None,
    *,
    knowing: bool = False,
) -> Sequence[Command]:
    """Tell everybody, or `only` some, when it takes place: in a message that fits what they know. Those who know it already
    get none. With `knowing`, those who know another time are told beside them."""
    contacts = (await contacts_of(ports, cause.community_id)).contacts
    past = await _deliveries(cause, ports)
    if _is_outdated(cause, past):
        return []
    others = [delivery for delivery in past if delivery.event_id != cause.event_id]
    now = instant(starts_at)
    wrong = (other for other in others if other.facts.get(STARTS_AT, now) != now)
    await _drop(wrong, "It has moved to another time.", cause, ports)
    known = _known(await _read([other.id for other in others], ports))
    commands: list[c.QueueMessage] = []
    for contact in contacts:
        before = known.get(contact.member_id)
        if only is not None and contact.member_id not in only and not (knowing and before):
            continue
        if before is None:
            commands += queued_for([contact], cause, messages.first, {STARTS_AT: now})
        elif before != now:
            commands += queued_for([contact], cause, messages.again, {STARTS_AT: now, BEFORE: before})
    queued = {delivery.id for delivery in past if delivery.event_id == cause.event_id}
    return [command for command in commands if command.delivery_id not in queued]


async def tell_cancellation(
    cause: Cause, message: type[Message], ports: BusPorts, also: Collection[Id] | None = None
) -> Sequence[Command]:
    """Drop what is still to be sent about it, then tell those who had been told that it takes place, and whoever else counts
    on it."""
    past = [delivery for delivery in await _deliveries(cause, ports) if delivery.event_id != cause.event_id]
    await _drop(past, "It was cancelled.", cause, ports)
    known = {*_known(await _read([delivery.id for delivery in past], ports)), *(also or ())}
    if not known:
        return []
    contacts = await contacts_of(ports, cause.community_id, sorted(known))
    return queued_for(contacts.contacts, cause, message, {})


def _known(deliveries: Iterable[Delivery]) -> dict[Id, str]:
    """The time each reader was told last, or is about to be told."""
    known: dict[Id, str] = {}
    for delivery in sorted(deliveries, key=lambda delivery: delivery.queued_at):
        if STARTS_AT in delivery.facts and delivery.status in (*MAY_HAVE_ARRIVED, *OPEN):
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
        some = await asyncio.gather(*(read_all(ports, [delivery_id]) for delivery_id in ids[first : first + _AT_ONCE]))
        found += [read.state for listed in some for _, read in listed.items]
    return found


async def _drop(deliveries: Iterable[Delivery], reason: str, cause: Cause, ports: BusPorts) -> None:
    """Drop what can still be dropped; what is being sent at this moment counts as told."""

    async def drop(delivery: Delivery) -> None:
        try:
            await ports.execute(c.DropMessage(delivery_id=delivery.id, reason=reason), f"{cause.event_id}/drop", NOTIFY)
        except Refusal as refusal:
            if refusal.status != HTTPStatus.CONFLICT:
                raise

    await asyncio.gather(*(drop(delivery) for delivery in deliveries if delivery.status in OPEN))

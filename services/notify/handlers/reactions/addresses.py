"""Mails about another address of a member: to the new one that asks for a button, and to the old one that tells of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from services.notify.domain.delivery.state import Delivery
from services.notify.domain.message_kinds import Kind
from services.notify.handlers.reactions.audience import Cause, message
from shared.bus.cloudevents import Meta
from shared.contracts import community
from shared.contracts import notify as c
from shared.contracts.base import Command, derived_id
from shared.contracts.community import AddressChangeView, GetAddressChange
from shared.contracts.types import Id
from shared.runtime.ports import Ports
from shared.runtime.service import Reactions

reactions = Reactions()

ELSEWHERE = (Kind.ADDRESS_CONFIRM, Kind.ADDRESS_CHANGED)
"""Those that do not go to the address the member has."""
CHANGE = "change_id"


@reactions.on
def address_proposed(event: community.AddressProposed, meta: Meta, ports: Ports) -> Sequence[Command]:
    """Both hear of it: the new address to confirm it, the one from before in case it was not them."""
    cause = Cause.of(event, event.community_id, meta)
    return [
        _mail(cause, event.member_id, Kind.ADDRESS_CONFIRM, event.change_id),
        _mail(cause, event.member_id, Kind.ADDRESS_ASKED, event.change_id),
    ]


@reactions.on
def address_confirmed(event: community.AddressConfirmed, meta: Meta, ports: Ports) -> Sequence[Command]:
    cause = Cause.of(event, event.community_id, meta)
    return [_mail(cause, event.member_id, Kind.ADDRESS_CHANGED, event.change_id)]


def _mail(cause: Cause, member: Id, letter: Kind, change: Id) -> c.QueueMessage:
    """By mail alone, and each of its own: two go to one member because of one event."""
    queued = message(cause, member, "email", letter, {CHANGE: change})
    return queued.model_copy(update={"delivery_id": derived_id("delivery", cause.event_id, member, letter)})


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where such a mail goes, empty where it is not wanted any more, and what it tells beside."""

    address: str = ""
    link: str = ""
    until: datetime | None = None


async def where_to(delivery: Delivery, ports: Ports) -> Elsewhere:
    query = GetAddressChange(
        community_id=delivery.community_id, member_id=delivery.member_id, change_id=delivery.facts[CHANGE]
    )
    change = await ports.ask.query(query, AddressChangeView, token=ports.signer.own())
    if delivery.letter == Kind.ADDRESS_CHANGED:
        return Elsewhere(change.former)
    if not change.email:
        return Elsewhere()
    where = urlencode({"community": delivery.community_id, "member": delivery.member_id, "code": change.code})
    return Elsewhere(change.email, f"{ports.settings.public_url}/address?{where}", change.expires_at)

"""Who is told of invitations, ways in, and other addresses."""

from collections.abc import Sequence

from services.notify.domain.delivery import facts
from services.notify.domain.messages.membership import (
    AddressAsked,
    AddressChanged,
    AddressConfirm,
    Invitation,
    WayIn,
    WayInGiven,
)
from services.notify.domain.messages.message import Message
from services.notify.handlers.queue import Cause, queued
from shared.bus.cloudevents import Meta
from shared.contracts import community
from shared.contracts import notify as c
from shared.contracts.base import Command, derived_id
from shared.contracts.types import Id
from shared.runtime.ports import Ports
from shared.runtime.service import Reactions

reactions = Reactions()


@reactions.on
def member_invited(event: community.MemberInvited, meta: Meta, _: Ports) -> Sequence[Command]:
    return _invitation(event, meta)


@reactions.on
def invitation_renewed(event: community.InvitationRenewed, meta: Meta, _: Ports) -> Sequence[Command]:
    return _invitation(event, meta)


def _invitation(event: community.MemberInvited | community.InvitationRenewed, meta: Meta) -> Sequence[Command]:
    """Whoever is invited is no member yet: the invitation stands in their place."""
    noted = {facts.INVITER: meta.actor, facts.ROLE: event.role}
    return [queued(Cause.of(event, event.community_id, meta), event.invitation_id, "email", Invitation, noted)]


@reactions.on
def way_in_given(event: community.WayInGiven, meta: Meta, _: Ports) -> Sequence[Command]:
    """At the address that is known: whoever still reads it learns that somebody is let in as them."""
    cause = Cause.of(event, event.community_id, meta)
    return [queued(cause, event.member_id, "email", WayInGiven, {facts.ASKER: event.given_by})]


@reactions.on
def way_in_offered(event: community.WayInOffered, meta: Meta, _: Ports) -> Sequence[Command]:
    """By mail alone: it shows that whoever comes in can read what is sent to this address."""
    return [queued(Cause.of(event, event.wayin_id, meta), event.member_id, "email", WayIn, {})]


@reactions.on
def address_proposed(event: community.AddressProposed, meta: Meta, _: Ports) -> Sequence[Command]:
    """Both hear of it: the new address to confirm it, the one from before in case it was not them."""
    cause = Cause.of(event, event.community_id, meta)
    return [
        _address_mail(cause, event.member_id, AddressConfirm, event.change_id),
        _address_mail(cause, event.member_id, AddressAsked, event.change_id),
    ]


@reactions.on
def address_confirmed(event: community.AddressConfirmed, meta: Meta, _: Ports) -> Sequence[Command]:
    cause = Cause.of(event, event.community_id, meta)
    return [_address_mail(cause, event.member_id, AddressChanged, event.change_id)]


def _address_mail(cause: Cause, member_id: Id, message: type[Message], change_id: Id) -> c.QueueMessage:
    """By mail alone, and each of its own: two go to one member because of one event."""
    command = queued(cause, member_id, "email", message, {facts.CHANGE_OF_ADDRESS: change_id})
    return command.model_copy(update={"delivery_id": derived_id("delivery", cause.event_id, member_id, message.kind)})

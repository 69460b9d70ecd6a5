"""Who is told of what does not arrive any more: mail, chat, webhooks."""

from collections.abc import Sequence

from services.notify.adapters.owners import contacts_of
from services.notify.domain.delivery import facts
from services.notify.domain.messages.channels import ChatGone, HookGone, HookUnattended, MailGone, MemberUnreached
from services.notify.domain.messages.membership import Invitation, InvitationReturned
from services.notify.handlers.queue import Cause, queued
from shared.bus.cloudevents import Meta
from shared.contracts import notify
from shared.contracts.base import Command
from shared.runtime.ports import BusPorts
from shared.runtime.service import Reactions

reactions = Reactions[BusPorts]()


@reactions.on
async def channel_disabled(event: notify.ChannelDisabled, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    """By the other way there is. Where mail is gone the conveners hear of it, too: nobody else may reach that person."""
    cause = Cause.of(event, event.community_id, meta)
    if event.channel == "chat":
        return [queued(cause, event.member_id, "email", ChatGone, {})]
    contacts = (await contacts_of(ports, event.community_id)).contacts
    own_chat = [contact for contact in contacts if contact.member_id == event.member_id and contact.chat_webhook]
    conveners = [contact for contact in contacts if contact.member_id != event.member_id and contact.role == "convener"]
    noted = {facts.ASKER: event.member_id}
    return [
        *(queued(cause, contact.member_id, "chat", MailGone, {}) for contact in own_chat),
        *(queued(cause, convener.member_id, "email", MemberUnreached, noted) for convener in conveners),
    ]


@reactions.on
async def message_refused(event: notify.MessageRefused, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    """Whoever invited somebody is the one who can mend the address."""
    found = await ports.read(event.delivery_id)
    if found is None or found.state.letter != Invitation.kind:
        return []
    inviter_id = found.state.facts.get(facts.INVITER, "")
    if not inviter_id.startswith("member-"):
        return []
    noted = {facts.INVITATION: event.member_id, facts.TROUBLE: found.state.reason}
    return [queued(Cause.of(event, event.community_id, meta), inviter_id, "email", InvitationReturned, noted)]


@reactions.on
async def hook_disabled(event: notify.HookDisabled, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    """Whoever answers for the webhook is told, and where that is no convener any more all who are; the address itself, which
    may hold a secret, is not repeated."""
    found = await ports.read(event.hook_id)
    noted = {facts.TROUBLE: found.state.reason} if found and found.state.reason else {}
    contacts = (await contacts_of(ports, event.community_id)).contacts
    conveners = [contact.member_id for contact in contacts if contact.role == "convener"]
    cause = Cause.of(event, event.community_id, meta)
    if event.member_id in conveners:
        return [queued(cause, event.member_id, "email", HookGone, noted)]
    return [queued(cause, convener_id, "email", HookUnattended, {}) for convener_id in conveners]

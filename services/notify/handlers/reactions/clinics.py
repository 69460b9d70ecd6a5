"""Who is told what because of what happened elsewhere.

A reaction only names the letter and its readers; the words are fetched from their owners when the letter is written.
"""

from collections.abc import Sequence
from datetime import datetime

from services.notify.domain.message_kinds import Kind
from services.notify.handlers.reactions import audience
from services.notify.handlers.reactions.attendance import brief_of, readers_of
from services.notify.handlers.reactions.audience import Cause, contacts_of, is_visit, message, to_all
from shared.bus.cloudevents import Meta
from shared.contracts import clinic, community, notify, scheduler, trips
from shared.contracts.base import Command
from shared.contracts.types import Id
from shared.runtime.ports import BusPorts
from shared.runtime.service import Reactions

reactions = Reactions[BusPorts]()


@reactions.on
def invited(event: community.MemberInvited, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    """Whoever is invited is no member yet: the invitation stands in their place."""
    cause = Cause.of(event, event.community_id, meta)
    facts = {"inviter_id": meta.actor, "role": event.role}
    return [message(cause, event.invitation_id, "email", Kind.INVITATION, facts)]


@reactions.on
def invitation_renewed(event: community.InvitationRenewed, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    cause = Cause.of(event, event.community_id, meta)
    facts = {"inviter_id": meta.actor, "role": event.role}
    return [message(cause, event.invitation_id, "email", Kind.INVITATION, facts)]


@reactions.on
def way_in_given(event: community.WayInGiven, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    """At the address that is known: whoever still reads it learns that somebody is let in as them."""
    cause, facts = Cause.of(event, event.community_id, meta), {audience.ASKER: event.given_by}
    return [message(cause, event.member_id, "email", Kind.WAY_IN_GIVEN, facts)]


@reactions.on
def way_in_offered(event: community.WayInOffered, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    """By mail alone: it shows that whoever comes in can read what is sent to this address."""
    return [message(Cause.of(event, event.wayin_id, meta), event.member_id, "email", Kind.WAY_IN, {})]


@reactions.on
async def clinic_scheduled(event: clinic.ClinicScheduled, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    return await _of_clinic(event.clinic_id, event.starts_at, Cause.of(event, event.clinic_id, meta), ports)


@reactions.on
async def people_invited(event: clinic.PeopleInvited, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    """Those who were not told of the clinic's time are; where it has none yet, they hear of it with the others."""
    brief = await brief_of(event.clinic_id, ports)
    if brief.status != "scheduled" or brief.starts is None:
        return []
    return await _of_clinic(event.clinic_id, brief.starts.instant, Cause.of(event, event.clinic_id, meta), ports)


async def _of_clinic(clinic_id: Id, starts_at: datetime, cause: Cause, ports: BusPorts) -> Sequence[Command]:
    """Those who are expected are told when it is; whoever knows another time is told that it has moved."""
    letters = audience.Letters(Kind.CLINIC_SCHEDULED, Kind.CLINIC_RESCHEDULED)
    return await audience.of_time(cause, starts_at, letters, ports, await readers_of(clinic_id, ports), knowing=True)


@reactions.on
async def visit_scheduled(event: trips.VisitScheduled, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    """A visit is announced to everybody; that it has moved, to those who signed up for it, where people can."""
    letters = audience.Letters(Kind.VISIT_SCHEDULED, Kind.VISIT_RESCHEDULED)
    only = await readers_of(event.visit_id, ports, waiting=True) if event.moved else None
    return await audience.of_time(Cause.of(event, event.visit_id, meta), event.starts_at, letters, ports, only)


@reactions.on
async def clinic_cancelled(event: clinic.ClinicCancelled, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    return await audience.of_cancellation(Cause.of(event, event.clinic_id, meta), Kind.CLINIC_CANCELLED, ports)


@reactions.on
async def visit_cancelled(event: trips.VisitCancelled, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    also = await readers_of(event.visit_id, ports, waiting=True)
    return await audience.of_cancellation(Cause.of(event, event.visit_id, meta), Kind.VISIT_CANCELLED, ports, also)


@reactions.on
async def reminder_due(event: scheduler.ReminderDue, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    facts = {
        "lead": event.lead,
        audience.LEFT: audience.left(event),
        audience.STARTS_AT: audience.instant(event.starts_at),
    }
    only = await readers_of(event.topic, ports)
    contacts = (await contacts_of(ports, event.community_id)).contacts
    readers = [contact for contact in contacts if only is None or contact.member_id in only]
    return to_all(readers, Cause.of(event, event.topic, meta), Kind.REMINDER, facts)


@reactions.on
async def follow_up_due(event: scheduler.FollowUpDue, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    contacts = await contacts_of(ports, event.community_id, [event.presenter_id])
    if is_visit(event.topic):
        return to_all(contacts.contacts, Cause.of(event, event.topic, meta), Kind.TRYING_DUE, {})
    facts = {audience.NUMBER: str(event.number)}
    return to_all(contacts.contacts, Cause.of(event, event.topic, meta), Kind.FOLLOW_UP_DUE, facts)


@reactions.on
async def nudge_due(event: scheduler.NudgeDue, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    contacts = await contacts_of(ports, event.community_id, [event.presenter_id])
    facts = {audience.NUMBER: str(event.number), audience.NUDGE: str(event.nudge)}
    if is_visit(event.topic):
        return to_all(contacts.contacts, Cause.of(event, event.topic, meta), Kind.TRYING_DUE, facts)
    return to_all(contacts.contacts, Cause.of(event, event.topic, meta), Kind.FOLLOW_UP_NUDGE, facts)


@reactions.on
async def follow_up_reported(event: clinic.FollowUpReported, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    if not event.advisers:  # an empty list of members would mean all of them
        return []
    contacts = await contacts_of(ports, event.community_id, event.advisers)
    facts = {audience.PRESENTER: event.presenter_id}
    return to_all(contacts.contacts, Cause.of(event, event.clinic_id, meta), Kind.FOLLOW_UP_REPORTED, facts)


@reactions.on
async def turn_proposed(event: trips.TurnProposed, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    contacts = await contacts_of(ports, event.community_id, [event.host_id])
    facts = {"hosted": audience.hosted(event.hosted, event.last_hosted_at)}
    return to_all(contacts.contacts, Cause.of(event, event.community_id, meta), Kind.TURN_PROPOSED, facts)


@reactions.on
async def swap_offered(event: trips.SwapOffered, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    contacts = await contacts_of(ports, event.community_id, [event.with_id])
    cause = Cause.of(event, event.community_id, meta)
    return to_all(contacts.contacts, cause, Kind.SWAP_OFFERED, {audience.ASKER: event.host_id})


@reactions.on
async def channel_disabled(event: notify.ChannelDisabled, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    """By the other way there is. Where mail is gone the conveners hear of it, too: nobody else may reach that person."""
    cause = Cause.of(event, event.community_id, meta)
    if event.channel == "chat":
        return [message(cause, event.member_id, "email", Kind.CHAT_GONE, {})]
    contacts = (await contacts_of(ports, event.community_id)).contacts
    themselves = [
        contact.member_id for contact in contacts if contact.member_id == event.member_id and contact.chat_webhook
    ]
    conveners = [
        contact.member_id for contact in contacts if contact.member_id != event.member_id and contact.role == "convener"
    ]
    about = {audience.ASKER: event.member_id}
    return [
        *(message(cause, themselve, "chat", Kind.MAIL_GONE, {}) for themselve in themselves),
        *(message(cause, convener, "email", Kind.MEMBER_UNREACHED, about) for convener in conveners),
    ]


@reactions.on
async def message_refused(event: notify.MessageRefused, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    """Whoever invited somebody is the one who can mend the address."""
    found = await ports.read(event.delivery_id)
    if found is None or found.state.letter != Kind.INVITATION:
        return []
    inviter = found.state.facts.get("inviter_id", "")
    if not inviter.startswith("member-"):
        return []
    facts = {audience.INVITATION: event.member_id, "trouble": found.state.reason}
    return [message(Cause.of(event, event.community_id, meta), inviter, "email", Kind.INVITATION_RETURNED, facts)]


@reactions.on
async def hook_disabled(event: notify.HookDisabled, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    """Whoever answers for the webhook is told, and where that is no convener any more all who are; the address itself, which
    may hold a secret, is not repeated."""
    found = await ports.read(event.hook_id)
    facts = {"trouble": found.state.reason} if found and found.state.reason else {}
    contacts = (await contacts_of(ports, event.community_id)).contacts
    conveners = [contact.member_id for contact in contacts if contact.role == "convener"]
    cause, kind = Cause.of(event, event.community_id, meta), Kind.HOOK_GONE
    if event.member_id in conveners:
        return [message(cause, event.member_id, "email", kind, facts)]
    return [message(cause, convener, "email", Kind.HOOK_UNATTENDED, {}) for convener in conveners]

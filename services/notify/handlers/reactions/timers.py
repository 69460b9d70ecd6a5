"""Who is told when a moment has come: reminders, and questions what really happened."""

from collections.abc import Sequence

from services.notify.adapters.owners import contacts_of
from services.notify.domain.delivery import facts
from services.notify.domain.messages.clinics import FollowUpDue, FollowUpNudge
from services.notify.domain.messages.reminders import Reminder, time_left
from services.notify.domain.messages.visits import TryingDue
from services.notify.handlers.attendance import readers_of
from services.notify.handlers.queue import Cause, queued_for, queued_for_members
from shared.bus.cloudevents import Meta
from shared.contracts import scheduler
from shared.contracts.base import Command
from shared.runtime.ports import BusPorts
from shared.runtime.service import Reactions

reactions = Reactions[BusPorts]()


@reactions.on
async def reminder_due(event: scheduler.ReminderDue, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    noted = {
        facts.LEAD: event.lead,
        facts.TIME_LEFT: time_left(event),
        facts.STARTS_AT: facts.instant(event.starts_at),
    }
    only = await readers_of(event.topic, ports)
    contacts = (await contacts_of(ports, event.community_id)).contacts
    readers = [contact for contact in contacts if only is None or contact.member_id in only]
    return queued_for(readers, Cause.of(event, event.topic, meta), Reminder, noted)


@reactions.on
async def follow_up_due(event: scheduler.FollowUpDue, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    cause = Cause.of(event, event.topic, meta)
    if event.topic.startswith("visit-"):
        return await queued_for_members([event.presenter_id], cause, TryingDue, {}, ports)
    return await queued_for_members([event.presenter_id], cause, FollowUpDue, {facts.NUMBER: str(event.number)}, ports)


@reactions.on
async def nudge_due(event: scheduler.NudgeDue, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    noted = {facts.NUMBER: str(event.number), facts.NUDGE: str(event.nudge)}
    message = TryingDue if event.topic.startswith("visit-") else FollowUpNudge
    cause = Cause.of(event, event.topic, meta)
    return await queued_for_members([event.presenter_id], cause, message, noted, ports)

"""Who is told of what happens to a clinic.

A reaction only names the message and its readers; the words are fetched from their owners when the message is written.
"""

from collections.abc import Sequence
from datetime import datetime

from services.notify.adapters.owners import clinic_brief
from services.notify.domain.delivery import facts
from services.notify.domain.messages.clinics import (
    ClinicCancelled,
    ClinicRescheduled,
    ClinicScheduled,
    FollowUpReported,
)
from services.notify.handlers.attendance import readers_of
from services.notify.handlers.audience import TimeMessages, tell_cancellation, tell_time
from services.notify.handlers.queue import Cause, queued_for_members
from shared.bus.cloudevents import Meta
from shared.contracts import clinic
from shared.contracts.base import Command
from shared.contracts.types import Id
from shared.runtime.ports import BusPorts
from shared.runtime.service import Reactions

reactions = Reactions[BusPorts]()


@reactions.on
async def clinic_scheduled(event: clinic.ClinicScheduled, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    return await _tell_expected(event.clinic_id, event.starts_at, Cause.of(event, event.clinic_id, meta), ports)


@reactions.on
async def people_invited(event: clinic.PeopleInvited, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    """Those who were not told of the clinic's time are; where it has none yet, they hear of it with the others."""
    brief = await clinic_brief(event.clinic_id, ports)
    if brief.status != "scheduled" or brief.starts is None:
        return []
    return await _tell_expected(event.clinic_id, brief.starts.instant, Cause.of(event, event.clinic_id, meta), ports)


async def _tell_expected(clinic_id: Id, starts_at: datetime, cause: Cause, ports: BusPorts) -> Sequence[Command]:
    """Those who are expected are told when it is; whoever knows another time is told that it has moved."""
    messages = TimeMessages(ClinicScheduled, ClinicRescheduled)
    return await tell_time(cause, starts_at, messages, ports, await readers_of(clinic_id, ports), knowing=True)


@reactions.on
async def clinic_cancelled(event: clinic.ClinicCancelled, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    return await tell_cancellation(Cause.of(event, event.clinic_id, meta), ClinicCancelled, ports)


@reactions.on
async def follow_up_reported(event: clinic.FollowUpReported, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    cause, noted = Cause.of(event, event.clinic_id, meta), {facts.PRESENTER: event.presenter_id}
    return await queued_for_members(event.advisers, cause, FollowUpReported, noted, ports)

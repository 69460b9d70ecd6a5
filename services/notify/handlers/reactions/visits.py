"""Who is told of what happens to a visit, and who hosts the next."""

from collections.abc import Sequence

from services.notify.domain.delivery import facts
from services.notify.domain.messages.visits import (
    SwapOffered,
    TurnProposed,
    VisitCancelled,
    VisitRescheduled,
    VisitScheduled,
    times_hosted,
)
from services.notify.handlers.attendance import readers_of
from services.notify.handlers.audience import TimeMessages, tell_cancellation, tell_time
from services.notify.handlers.queue import Cause, queued_for_members
from shared.bus.cloudevents import Meta
from shared.contracts import trips
from shared.contracts.base import Command
from shared.runtime.ports import BusPorts
from shared.runtime.service import Reactions

reactions = Reactions[BusPorts]()


@reactions.on
async def visit_scheduled(event: trips.VisitScheduled, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    """A visit is announced to everybody; that it has moved, to those who signed up for it, where people can."""
    messages = TimeMessages(VisitScheduled, VisitRescheduled)
    only = await readers_of(event.visit_id, ports, waiting=True) if event.moved else None
    return await tell_time(Cause.of(event, event.visit_id, meta), event.starts_at, messages, ports, only)


@reactions.on
async def visit_cancelled(event: trips.VisitCancelled, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    also = await readers_of(event.visit_id, ports, waiting=True)
    return await tell_cancellation(Cause.of(event, event.visit_id, meta), VisitCancelled, ports, also)


@reactions.on
async def turn_proposed(event: trips.TurnProposed, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    cause = Cause.of(event, event.community_id, meta)
    noted = {facts.HOSTED: times_hosted(event.hosted, event.last_hosted_at)}
    return await queued_for_members([event.host_id], cause, TurnProposed, noted, ports)


@reactions.on
async def swap_offered(event: trips.SwapOffered, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    cause, noted = Cause.of(event, event.community_id, meta), {facts.ASKER: event.host_id}
    return await queued_for_members([event.with_id], cause, SwapOffered, noted, ports)

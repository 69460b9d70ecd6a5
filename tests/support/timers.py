"""A topic and its timers, and ears for what rings, for every test of the scheduler."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from nats import connect
from nats.aio.msg import Msg

from services.scheduler.domain.timers.kinds import new_timer
from shared.bus import cloudevents
from shared.contracts import scheduler as c
from shared.contracts.base import Event, derived_id
from shared.domain import Actor, Context
from tests.support.world import COMMUNITY, World, member

TOPIC = derived_id("clinic", "handover")
TIMERS = derived_id("timers", "handover")
ANA = member("ana")
SCHEDULER = Actor("service", "scheduler")
ALL_KINDS: tuple[c.TimerKind, ...] = (
    "step_warning",
    "step_end",
    "step_move",
    "reminder",
    "follow_up",
    "nudge",
    "seat_offer",
)


def step_end(due_at: datetime, step: str = "context") -> c.Timer:
    return new_timer(c.StepTimeUp, due_at, step=step)


def reminder(due_at: datetime, lead: str = "1 hour", starts_at: datetime | None = None) -> c.Timer:
    starts_at = starts_at or due_at + timedelta(hours=1)
    return new_timer(c.ReminderDue, due_at, lead=lead, starts_at=starts_at.isoformat())


def follow_up(due_at: datetime) -> c.Timer:
    return c.Timer(name="follow_up", kind="follow_up", due_at=due_at, note={"presenter_id": ANA})


def set_to(*timers: c.Timer, version: int = 1, part: int = 1, timers_id: str = TIMERS) -> c.SetTimers:
    """Wait for these, and for nothing else, from this event of the topic on."""
    return c.SetTimers(
        timers_id=timers_id,
        community_id=COMMUNITY,
        topic=TOPIC,
        topic_version=version,
        topic_part=part,
        kinds=ALL_KINDS,
        timers=timers,
    )


def ring(name: str) -> c.RingTimer:
    return c.RingTimer(timers_id=TIMERS, name=name)


def at(now: datetime, actor: Actor = SCHEDULER) -> Context:
    return Context(now=now, actor=actor, stream=TIMERS, command_id="command")


class Ears:
    """What a subscriber of the scheduler's events hears."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[Event] = asyncio.Queue()

    async def next(self) -> Any:
        """The next event; waits for it, but not for ever."""
        async with asyncio.timeout(20):
            return await self.heard.get()

    async def until(self, event: type[Event]) -> Any:
        """The next event of this type."""
        while not isinstance(found := await self.next(), event):
            continue
        return found


@asynccontextmanager
async def listening(world: World, *events: type[Event]) -> AsyncIterator[Ears]:
    """Hear these kinds of event from now on, as another system would: with a subscription on the bus."""
    ears = Ears()
    runtime = next(iter(world.runtimes.values()))
    kinds = {event.__name__: event for event in events}

    async def hear(message: Msg) -> None:
        event, _ = cloudevents.read(message.data, kinds)
        ears.heard.put_nowait(event)

    client = await connect(world.settings.nats_url)
    for event in events:
        await client.subscribe(runtime.subjects.events_of(event), cb=hear)
    await client.flush()
    try:
        yield ears
    finally:
        await client.close()

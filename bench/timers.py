"""How late timers fire: bare JetStream schedules, and Convene's scheduler on top of them."""

import asyncio
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import nats
import orjson
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import Header

from bench.load import percentile
from bench.servers import servers
from convene.stack import Stack
from shared.bus.cloudevents import messages
from shared.bus.subjects import Subjects
from shared.contracts.base import derived_id
from shared.contracts.clinic import ClinicStepStarted
from shared.contracts.scheduler import StepTimeUp
from shared.journal import Commit
from shared.settings import Settings
from shared.store.driver import Store

STREAM = "timers"
ARMED, RUNG = "timers.armed", "timers.rung"
UNACKNOWLEDGED = 1_000
LEAD_TO_ARM = 12.0
"""Seconds between the first event and the first timer that is due: a commit and a record each take their time."""


@dataclass(frozen=True)
class Plan:
    """`count` timers, due one after the other over `spread` seconds, the first of them `lead` seconds from now."""

    count: int = 2_000
    spread: float = 4.0
    lead: float = 4.0

    def due(self) -> list[float]:
        """The due times, as seconds since the epoch."""
        first = time.time() + self.lead
        return [first + self.spread * number / self.count for number in range(self.count)]


@dataclass(frozen=True)
class Punctuality:
    """What a plan came to: timers armed per second, and lateness (milliseconds after due) as a subscriber saw it."""

    armed_per_second: float
    p50: float
    p99: float

    def __str__(self) -> str:
        return f"armed {self.armed_per_second:,.0f}/s, late p50 {self.p50:,.1f} ms, p99 {self.p99:,.1f} ms"


class TimersFailedError(RuntimeError):
    """Timers were armed too late, rang twice or never: a figure of lateness would mean nothing."""


class Ring:
    """Collects when each timer rang."""

    def __init__(self, due: list[float]) -> None:
        self._due = due
        self._rang: dict[int, float] = {}
        self._all = asyncio.Event()
        self._twice = 0

    def rang(self, number: int, at: float) -> None:
        """Timer `number` rang at this time (seconds since the epoch)."""
        self._twice += number in self._rang
        self._rang.setdefault(number, at)
        if len(self._rang) == len(self._due):
            self._all.set()

    def missed_the_start(self) -> None:
        """Raises TimersFailedError if the first timer is due already: arming took longer than the lead."""
        if time.time() > self._due[0]:
            raise TimersFailedError(
                "Arming took longer than the lead: the first timers were due before the last was armed."
            )

    async def lateness(self, within: float = 20.0) -> list[float]:
        """Wait for all of them, up to `within` seconds after the last is due; the latenesses in milliseconds."""
        try:
            await asyncio.wait_for(self._all.wait(), max(0.0, self._due[-1] - time.time()) + within)
        except TimeoutError:
            missing = len(self._due) - len(self._rang)
            raise TimersFailedError(f"{missing} of {len(self._due)} timers never rang.") from None
        if self._twice:
            raise TimersFailedError(f"{self._twice} timers rang twice.")
        return [(self._rang[number] - due) * 1_000 for number, due in enumerate(self._due)]


async def bare(plan: Plan) -> Punctuality:
    """JetStream schedules as they come: one message per timer, one consumer of what they fire."""
    async with servers() as fresh:
        bus = await nats.connect(fresh.nats_url)
        try:
            stream = bus.jetstream(publish_async_max_pending=UNACKNOWLEDGED)
            return await _bare(stream, plan)
        finally:
            await bus.close()


async def _bare(stream: JetStreamContext, plan: Plan) -> Punctuality:
    await stream.add_stream(name=STREAM, subjects=[f"{ARMED}.*", f"{RUNG}.*"], allow_msg_schedules=True)
    due = plan.due()
    ring = Ring(due)

    async def hear(message: Msg) -> None:
        ring.rang(int(message.data), time.time())

    await stream.subscribe(f"{RUNG}.*", cb=hear, ordered_consumer=True)
    began = time.perf_counter()
    for number, at in enumerate(due):
        when = datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")
        headers = {Header.SCHEDULE: f"@at {when}", Header.SCHEDULE_TARGET: f"{RUNG}.{number}"}
        await stream.publish_async(f"{ARMED}.{number}", str(number).encode(), wait_stall=10, headers=headers)
    await stream.publish_async_completed()
    took = time.perf_counter() - began
    ring.missed_the_start()
    lateness = await ring.lateness()
    return Punctuality(plan.count / took, percentile(lateness, 50), percentile(lateness, 99))


async def convene(plan: Plan) -> Punctuality:
    """Convene's scheduler, from an event that asks for a timer to its fact on the bus.

    The embedded stack runs the scheduler in a process of its own. Steps of as many clinics begin, as CloudEvents on the
    events stream, and a plain subscriber notes when each `StepTimeUp` comes. `armed_per_second` ends when the last
    timer lies in JetStream and in the scheduler's own record.
    """
    plan = replace(plan, lead=LEAD_TO_ARM)
    with tempfile.TemporaryDirectory(prefix="convene-bench-") as folder:
        async with Stack(Path(folder), [["scheduler"]], http_port=0) as stack:
            bus = await nats.connect(stack.settings.nats_url)
            try:
                return await _convene(bus, stack.settings, plan)
            finally:
                await bus.close()


async def _convene(bus: Client, settings: Settings, plan: Plan) -> Punctuality:
    subjects = Subjects(settings.bus_prefix)
    stream = bus.jetstream(publish_async_max_pending=UNACKNOWLEDGED)
    clinics = [derived_id("clinic", str(number)) for number in range(plan.count)]
    numbers = {clinic: number for number, clinic in enumerate(clinics)}
    due = plan.due()
    ring = Ring(due)

    async def hear(message: Msg) -> None:
        ring.rang(numbers[orjson.loads(message.data)["data"]["topic"]], time.time())

    await bus.subscribe(subjects.events_of(StepTimeUp), cb=hear)
    began = time.perf_counter()
    for clinic, at in zip(clinics, due, strict=True):
        for message in messages(_step_begins(clinic, at), subjects):
            await stream.publish_async(message.subject, message.payload, wait_stall=10)
    await stream.publish_async_completed()
    await _all_armed(stream, settings, subjects, plan.count)
    took = time.perf_counter() - began
    ring.missed_the_start()
    lateness = await ring.lateness()
    return Punctuality(plan.count / took, percentile(lateness, 50), percentile(lateness, 99))


def _step_begins(clinic: str, ends: float) -> Commit:
    community = derived_id("community", "bench")
    now = datetime.now(UTC)
    event = ClinicStepStarted(
        community_id=community,
        clinic_id=clinic,
        step="context",
        number=1,
        minutes=1,
        starts_at=now,
        ends_at=datetime.fromtimestamp(ends, UTC),
        hint="",
    )
    return Commit(
        stream=clinic, version=1, at=now, actor="bench", command_id="bench", community=community, events=[event]
    )


async def _all_armed(stream: JetStreamContext, settings: Settings, subjects: Subjects, count: int) -> None:
    store = Store(settings.mongo_url, "pymongo")
    records = store.database(f"{settings.database_prefix}_scheduler")["timers"]
    try:
        while (await stream.stream_info(subjects.alarms_stream)).state.messages < count:
            await asyncio.sleep(0.02)
        while await records.count_documents({}) < count:
            await asyncio.sleep(0.02)
    finally:
        await store.close()

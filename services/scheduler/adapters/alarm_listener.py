"""Hears the alarm clock ring and has the record decide; each ring is acknowledged only once that is safe."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import structlog
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import TimeoutError as NothingCame
from nats.js import JetStreamContext

from services.scheduler.adapters.alarm_clock import AlarmClock
from services.scheduler.adapters.timer_index import Alarm
from shared.bus.streams import find_stream, require_consumer, rings_consumer
from shared.contracts.scheduler import RingTimer
from shared.domain import Actor, Refusal
from shared.runtime.ports import BusPorts
from shared.store.errors import StoreError

log = structlog.get_logger(__name__)

AT_ONCE = 256
FETCH_SECONDS = 2.0
WAITED_FOR_SECONDS = 2.0
"""A ring that is this much too early is waited out here; an earlier one is sent back until then."""
LONGEST_DELAY_SECONDS = 3600.0
PAUSES = (0.2, 1, 2, 5, 10, 30)
"""Seconds before the next try while the store is away, by how often the ring was heard."""
RECONNECTING_SECONDS = 0.5


class AlarmListener:
    """Rings timers: when the alarm clock says so, or whoever else finds that one is overdue."""

    def __init__(self, ports: BusPorts, alarms: AlarmClock, alarms_lost: Callable[[], None]) -> None:
        """`alarms_lost` is called when the alarm clock may have lost its alarms, and at first."""
        self._ports = ports
        self._alarms = alarms
        self._alarms_lost = alarms_lost
        self._tasks: set[asyncio.Task[None]] = set()

    async def ring(self, alarm: Alarm) -> bool:
        """Have it rung if it is still wanted; whether it was, now or before."""
        command = RingTimer(timers_id=alarm.timers_id, name=alarm.name)
        receipt = await self._ports.execute(command, f"ring {alarm.id}", Actor("service", self._ports.name))
        if receipt.events:
            return True
        found = await self._ports.read(alarm.timers_id)
        timer = found.state.armed.get(alarm.name) if found else None
        if timer is not None:
            # Moved. Its new alarm may be the one whose place this one had.
            await self._alarms.set_missing([Alarm(alarm.timers_id, alarm.name, timer.due_at)])
        return False

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        listening = asyncio.create_task(self._listen(), name="rings")
        try:
            yield
        finally:
            listening.cancel()
            for task in self._tasks:
                task.cancel()  # not acknowledged: it rings again
            await asyncio.gather(listening, *self._tasks, return_exceptions=True)

    async def _listen(self) -> None:
        """FastStream's subscribers end, or spin, where their stream is gone; this looks for it until it is there again."""
        while True:
            try:
                await self._listen_to(self._ports.js)
            except (NatsError, OSError, TimeoutError) as error:
                log.warning("cannot hear timers ring; trying again", reason=error)
            except Exception:
                log.exception("a mistake in hearing timers ring")
            await asyncio.sleep(RECONNECTING_SECONDS)

    async def _listen_to(self, js: JetStreamContext) -> None:
        rings = rings_consumer(self._ports.subjects)
        made = (await find_stream(js, rings.stream)).created
        await require_consumer(js, rings)
        subscription = await js.pull_subscribe_bind(rings.name, rings.stream)
        self._alarms_lost()
        try:
            while True:
                messages: list[Msg] = []
                with suppress(NothingCame, asyncio.TimeoutError):
                    messages = await subscription.fetch(AT_ONCE, timeout=FETCH_SECONDS)
                for message in messages:
                    self._begin(message)
                # A bus that lost everything may have both again, made anew, with none of the alarms.
                if not messages and (await find_stream(js, rings.stream)).created != made:
                    return
        finally:
            with suppress(NatsError):
                await subscription.unsubscribe()

    def _begin(self, message: Msg) -> None:
        """Every ring is a task of its own, so that those of one moment are committed together."""
        task = asyncio.create_task(self._hear(message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _hear(self, message: Msg) -> None:
        try:
            alarm = Alarm.of(message.data.decode())
        except ValueError:
            log.warning("dropped a ring that is none of ours", subject=message.subject)
            await message.term()
            return
        try:
            if not await self._comes(alarm, message):
                return
            await self.ring(alarm)
        except (StoreError, Refusal, NatsError, TimeoutError, OSError) as error:
            await self._later(message, error)
        except Exception as error:
            log.exception("a mistake in ringing a timer", timer=alarm.id)
            await self._later(message, error)
        else:
            await message.ack()

    async def _comes(self, alarm: Alarm, message: Msg) -> bool:
        """Wait until it is due; false where that is too long and the bus will give it again."""
        while (left := self._seconds_until(alarm.due_at)) > 0:
            if left > WAITED_FOR_SECONDS:
                await message.nak(delay=min(left, LONGEST_DELAY_SECONDS))
                return False
            if self._ports.journal.peek(alarm.timers_id) is None:
                await self._ports.read(alarm.timers_id)  # while there is time: then deciding needs none
            await asyncio.sleep(max(0.0, self._seconds_until(alarm.due_at)))
        if self._ports.clock.now() < alarm.due_at:  # a clock that is slower than it says
            await message.nak(delay=PAUSES[0])
            return False
        return True

    def _seconds_until(self, due_at: datetime) -> float:
        return (self._ports.clock.real(due_at) - datetime.now(UTC)).total_seconds()

    async def _later(self, message: Msg, error: Exception) -> None:
        metadata: Any = message.metadata
        pause = PAUSES[min(metadata.num_delivered, len(PAUSES)) - 1]
        log.info("will ring later", seconds=pause, reason=error)
        with suppress(NatsError):
            await message.nak(delay=pause)

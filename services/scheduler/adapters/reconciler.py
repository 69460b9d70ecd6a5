"""Compares the record of timers with the alarms on the bus: sets those that are missing, and rings overdue timers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import batched

import structlog

from services.scheduler.adapters.alarm_clock import AlarmClock
from services.scheduler.adapters.alarm_listener import AlarmListener
from services.scheduler.adapters.timer_index import Alarm, TimerIndex
from shared.domain import Refusal
from shared.runtime.ports import BusPorts

log = structlog.get_logger(__name__)

SET_AT_ONCE = 2048
RUNG_AT_ONCE = 256
SWEEP_SECONDS = 30.0
GRACE = timedelta(seconds=5)
"""How late (real time) a timer may be before the sweep rings it without waiting for the alarm clock any longer."""
TRY_AGAIN_SECONDS = 1.0


class Reconciler:
    """The two tasks that compare the record of timers with what the alarm clock does."""

    def __init__(self, ports: BusPorts) -> None:
        self._ports = ports
        self._records = TimerIndex(ports.collection("timers"))
        self._alarms = AlarmClock(ports)
        self._may_be_missing = asyncio.Event()
        self._ringer = AlarmListener(ports, self._alarms, self._may_be_missing.set)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        tasks = [
            asyncio.create_task(_for_ever(self._set_missing), name="missing alarms"),
            asyncio.create_task(_for_ever(self._sweep), name="sweep of overdue timers"),
        ]
        try:
            async with self._ringer.listening():
                yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _set_missing(self) -> None:
        """Set every alarm that is missing, once there may be such. Overdue ones ring at once."""
        await self._may_be_missing.wait()
        self._may_be_missing.clear()
        try:
            missing = await self.set_missing()
        except BaseException:
            self._may_be_missing.set()
            raise
        if missing:
            log.warning("set alarms that were missing", timers=missing)

    async def set_missing(self) -> int:
        """Set every alarm that is missing; how many were."""
        missing = 0
        some: list[Alarm] = []
        async for alarm in self._records.pending():
            some.append(alarm)
            if len(some) == SET_AT_ONCE:
                missing += await self._alarms.set_missing(some)
                some = []
        return missing + await self._alarms.set_missing(some)

    async def _sweep(self) -> None:
        await self.sweep()
        await asyncio.sleep(SWEEP_SECONDS)

    async def sweep(self) -> int:
        """Ring what is overdue, and drop records of what is no longer wanted; how many rang."""
        await self._records.provide()
        late = datetime.now(UTC) - GRACE
        overdue = [
            alarm
            for alarm in await self._records.due(self._ports.clock.now())
            if self._ports.clock.real(alarm.due_at) < late
        ]
        rang = 0
        for some in batched(overdue, RUNG_AT_ONCE):
            rang += sum(await asyncio.gather(*(self._ring_or_drop(alarm) for alarm in some)))
        if rang:
            log.warning("rang timers that the alarm clock had missed", timers=rang)
        return rang

    async def _ring_or_drop(self, alarm: Alarm) -> bool:
        try:
            return await self._rang(alarm)
        except Refusal as refusal:
            # Such as a topic that cannot be read; the other timers do not wait for it.
            log.warning("could not ring an overdue timer", timer=alarm.id, reason=refusal)
            return False

    async def _rang(self, alarm: Alarm) -> bool:
        if await self._ringer.ring(alarm):
            return True
        found = await self._ports.read(alarm.timers_id)
        timer = found.state.armed.get(alarm.name) if found else None
        if timer is None or timer.due_at != alarm.due_at:
            await self._records.drop([alarm])
        return False


@asynccontextmanager
async def background(ports: BusPorts) -> AsyncIterator[None]:
    async with Reconciler(ports).running():
        yield


async def _for_ever(task: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await task()
        except Exception as error:
            log.warning("the watch over timers failed; trying again", reason=error)
            await asyncio.sleep(TRY_AGAIN_SECONDS)

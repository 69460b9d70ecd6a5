"""The alarm clock: one message schedule of the bus for each armed timer.

A timer has a subject of its own. Publishing there again moves its schedule, purging the subject takes it away. What
rings is only a hint to look at the record: it may ring twice, or for a timer that is no longer wanted.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, timedelta
from itertools import batched

from nats.js.errors import BadRequestError

from services.scheduler.adapters.timer_index import Alarm
from services.scheduler.domain.timers.kinds import timer_name
from shared.contracts import scheduler as c
from shared.journal import Commit
from shared.runtime.ports import BusPorts

AHEAD = timedelta(milliseconds=300)
"""The bus fires schedules up to this much (real time) late, so it is asked that much earlier; whoever hears the ring
waits for the moment itself."""
IN_FLIGHT = 256
WRONG_LAST_SEQUENCE = 10071


class AlarmClock:
    """Follows the journal: sets an alarm for what is armed, and takes away what is cancelled or moved."""

    name = "alarms"

    def __init__(self, ports: BusPorts) -> None:
        self._ports = ports

    async def take(self, commits: Sequence[Commit]) -> None:
        wanted, cancelled = _net_effect(commits)
        await _all(self._set, wanted)
        await _all(self._take_away, cancelled)

    async def set_missing(self, alarms: Iterable[Alarm]) -> int:
        """Set those that have no schedule now, and leave alone those that have one; how many were missing."""
        return sum(await _all(self._set_if_missing, alarms))

    async def _set(self, alarm: Alarm, only_if: dict[str, str] | None = None) -> None:
        subjects = self._ports.subjects
        at = (self._ports.clock.real(alarm.due_at) - AHEAD).astimezone(UTC)
        headers = {
            "Nats-Schedule": f"@at {at.isoformat()}",
            "Nats-Schedule-Target": subjects.ring(alarm.timers_id),
            **(only_if or {}),
        }
        await self._ports.js.publish(subjects.alarm(alarm.timers_id, alarm.name), alarm.id.encode(), headers=headers)

    async def _set_if_missing(self, alarm: Alarm) -> bool:
        try:
            await self._set(alarm, {"Nats-Expected-Last-Subject-Sequence": "0"})
        except BadRequestError as error:
            if error.err_code != WRONG_LAST_SEQUENCE:
                raise
            return False
        return True

    async def _take_away(self, alarm: Alarm) -> None:
        subject = self._ports.subjects.alarm(alarm.timers_id, alarm.name)
        await self._ports.js.purge_stream(self._ports.subjects.alarms_stream, subject=subject)


def _net_effect(commits: Sequence[Commit]) -> tuple[Sequence[Alarm], Sequence[Alarm]]:
    """The alarms to set and those to take away. One that rang is gone by itself."""
    wanted: dict[tuple[str, str], Alarm] = {}
    cancelled: dict[tuple[str, str], Alarm] = {}
    for commit in commits:
        for event in commit.events:
            match event:
                case c.TimerArmed(timer=timer):
                    key = (commit.stream, timer.name)
                    wanted[key] = Alarm(*key, timer.due_at)
                    cancelled.pop(key, None)
                case c.TimerCancelled(name=name, due_at=due_at):
                    key = (commit.stream, name)
                    cancelled[key] = Alarm(*key, due_at)
                    wanted.pop(key, None)
                case c.TimerEvent():
                    wanted.pop((commit.stream, timer_name(event)), None)
    return list(wanted.values()), list(cancelled.values())


async def _all[T](function: Callable[[Alarm], Awaitable[T]], alarms: Iterable[Alarm]) -> list[T]:
    """Do it for all, many at a time; if one fails, the rest of its batch is finished and the failure raised."""
    done: list[T] = []
    for some in batched(alarms, IN_FLIGHT):
        results = await asyncio.gather(*(function(alarm) for alarm in some), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result
            done.append(result)
    return done

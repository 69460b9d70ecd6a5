"""How long before the start people are reminded, and how long after a question they are nudged. Pure.

Seven days before is the same wall time a week earlier where the time was chosen: a clinic on Tuesday at 14:00 in Paris is
announced on the Tuesday before at 14:00 in Paris, also when the clocks change in between. Where the clocks skip that
wall time, it is as much later as they skip; where it happens twice, it is the first. 24 hours and 1 hour are exact
durations, for they tell people how long is left.

A visit may begin at any hour, a market at five, and nobody wants to be woken to hear that it is tomorrow. From 22:00 to 07:00
at the visit's place nothing is sent about it: what is days ahead waits until 07:00, and the last reminder comes the evening
before, at 20:00.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = {"7 days": 7}
NUDGES = (7, 30)
"""Days after somebody was asked what really happened: a week, a month. Then nobody asks any more."""
DURATIONS = {"24 hours": timedelta(hours=24), "1 hour": timedelta(hours=1)}
QUIET_FROM, QUIET_UNTIL, EVENING = time(22), time(7), time(20)


def reminders_before(starts_at: datetime, zone: str) -> Iterator[tuple[str, datetime]]:
    """Each lead time, and the instant (UTC) at which it is due."""
    there = starts_at.astimezone(ZoneInfo(zone))
    for lead, days in DAYS.items():
        # Arithmetic on an aware datetime is on its wall time; the offset is that of the day it leads to.
        yield lead, (there - timedelta(days=days)).astimezone(UTC)
    for lead, duration in DURATIONS.items():
        yield lead, starts_at.astimezone(UTC) - duration


def reminders_of_visit(starts_at: datetime, zone: str) -> Iterator[tuple[str, datetime]]:
    """The same for a visit, whose reminders keep to the hours in which people are awake."""
    for lead, due_at in reminders_before(starts_at, zone):
        yield lead, _by_day(due_at, starts_at, zone)


def _by_day(due_at: datetime, starts_at: datetime, zone: str) -> datetime:
    there = due_at.astimezone(ZoneInfo(zone))
    if QUIET_UNTIL <= there.time() < QUIET_FROM:
        return due_at
    night_of = there.date() if there.time() >= QUIET_FROM else there.date() - timedelta(days=1)
    morning = datetime.combine(night_of + timedelta(days=1), QUIET_UNTIL, ZoneInfo(zone)).astimezone(UTC)
    if morning + DURATIONS["1 hour"] <= starts_at:
        return morning
    return datetime.combine(night_of, EVENING, ZoneInfo(zone)).astimezone(UTC)


def nudges_after(asked_at: datetime, zone: str) -> Iterator[tuple[int, datetime]]:
    """Each nudge's number, and the instant (UTC) at which it is due: the same wall time, days later."""
    there = asked_at.astimezone(ZoneInfo(zone))
    for number, days in enumerate(NUDGES, 1):
        yield number, (there + timedelta(days=days)).astimezone(UTC)

"""How long before the start people are reminded, and how long after a question they are nudged. Pure.

Seven days before is the same wall time a week earlier where the time was chosen: a clinic on Tuesday at 14:00 in Paris is
announced on the Tuesday before at 14:00 in Paris, also when the clocks change in between. Where the clocks skip that
wall time, it is as much later as they skip; where it happens twice, it is the first. 24 hours and 1 hour are exact
durations, for they tell people how long is left.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

DAYS = {"7 days": 7}
NUDGES = (7, 30)
"""Days after somebody was asked what really happened: a week, a month. Then nobody asks any more."""
DURATIONS = {"24 hours": timedelta(hours=24), "1 hour": timedelta(hours=1)}


def reminders_before(starts_at: datetime, zone: str) -> Iterator[tuple[str, datetime]]:
    """Each lead time, and the instant (UTC) at which it is due."""
    there = starts_at.astimezone(ZoneInfo(zone))
    for lead, days in DAYS.items():
        # Arithmetic on an aware datetime is on its wall time; the offset is that of the day it leads to.
        yield lead, (there - timedelta(days=days)).astimezone(UTC)
    for lead, duration in DURATIONS.items():
        yield lead, starts_at.astimezone(UTC) - duration


def nudges_after(asked_at: datetime, zone: str) -> Iterator[tuple[int, datetime]]:
    """Each nudge's number, and the instant (UTC) at which it is due: the same wall time, days later."""
    there = asked_at.astimezone(ZoneInfo(zone))
    for number, days in enumerate(NUDGES, 1):
        yield number, (there + timedelta(days=days)).astimezone(UTC)

"""When each stop of a programme is: from what its host wrote to moments, as far as they are known. Pure.

A stop with a start begins then, on the clocks of its own place. One without follows the stop before it, if the end of that
is known, after the minutes of travel. Nothing is made up: what can't be known is None.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.contracts.trips.programme import MOST_DAYS, ClinicLink, Stop
from shared.contracts.types import Id, When
from shared.domain import invalid

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Placed:
    """A stop, and from when to when it is (UTC)."""

    id: Id
    stop: Stop
    begins: datetime | None
    ends: datetime | None
    zone: str
    skipped: bool = False
    """Its start is a time that the clocks skip on that day."""
    clinic: ClinicLink | None = None

    @property
    def until(self) -> datetime | None:
        """Until when somebody who is there is surely there: a stop whose end nobody told takes its first minute."""
        return None if self.begins is None else max(self.ends or self.begins, self.begins + timedelta(minutes=1))


@dataclass(frozen=True)
class Kept:
    """A stop as a visit keeps it."""

    id: Id
    stop: Stop
    clinic: ClinicLink | None = None


def place(stops: Sequence[Kept], day_one: date, zone: str, begins: datetime | None) -> tuple[Placed, ...]:
    """Where in time each stop is. `begins` is when the first one begins if it has no start of its own."""
    placed: list[Placed] = []
    for kept in stops:
        stop, own = kept.stop, kept.stop.zone or zone
        at, skipped = None, False
        if stop.start is not None:
            local = local_start(stop, day_one)
            at = _instant(local, own)
            skipped = at.astimezone(ZoneInfo(own)).replace(tzinfo=None) != local
        elif not placed:
            at = begins
        elif placed[-1].ends is not None and placed[-1].stop.day == stop.day:
            at = placed[-1].ends + timedelta(minutes=stop.travel_minutes or 0)
        placed.append(Placed(kept.id, stop, at, _end(stop, at, day_one, own), own, skipped, kept.clinic))
    return tuple(placed)


def last_moment(placed: Sequence[Placed], first: datetime) -> datetime:
    """When the last stop that has times is over; the beginning where none has any."""
    return max(
        [
            first,
            *(
                moment
                for this_placed in placed
                for moment in (this_placed.begins, this_placed.ends)
                if moment is not None
            ),
        ]
    )


def local_start(stop: Stop, day_one: date) -> datetime:
    """The wall time at which a stop with a start begins."""
    assert stop.start is not None
    return datetime.combine(day_one + DAY * (stop.day - 1), stop.start)


def own_length(stop: Stop) -> timedelta | None:
    """How long a stop takes on the clock on the wall, where its host says so."""
    if stop.minutes is not None:
        return timedelta(minutes=stop.minutes)
    if stop.start is None or stop.end is None:
        return None
    return (datetime.combine(date.min, stop.end) - datetime.combine(date.min, stop.start)) % DAY


def _end(stop: Stop, begins: datetime | None, day_one: date, zone: str) -> datetime | None:
    if begins is None:
        return None
    if stop.minutes is not None:
        return begins + timedelta(minutes=stop.minutes)
    length = own_length(stop)
    if length is None:
        return None
    return max(begins, _instant(local_start(stop, day_one) + length, zone))


def _instant(local: datetime, zone: str) -> datetime:
    """The moment of a wall time; one that the clocks skip is as much later as they skip."""
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def minutes_into(stop: Stop) -> timedelta | None:
    """How long after midnight of the visit's first day a stop begins, on the clock on the wall."""
    return None if stop.start is None else local_start(stop, date.min) - datetime.combine(date.min, time())


def starting(stop: Stop, into: timedelta) -> Stop:
    """The same stop, as long as before, beginning that long after midnight of the first day; `Refusal` beyond the last."""
    day, clock = divmod(into, DAY)
    on_day(day + 1)
    start = (datetime.combine(date.min, time()) + clock).time()
    length = own_length(stop)
    end = None if stop.end is None or length is None else (datetime.combine(date.min, start) + length).time()
    return Stop.model_validate({**dict(stop), "day": day + 1, "start": start, "end": end})


def put_on(stop: Stop, starts: When, day_one: date, zone: str) -> Stop | None:
    """The same stop, as long as before, beginning at that moment; None where that is on no day of the programme."""
    day = (starts.local.date() - day_one).days + 1
    if not 1 <= day <= MOST_DAYS:
        return None
    own = "" if starts.zone == zone else starts.zone
    moved = starting(stop, DAY * (day - 1) + (starts.local - datetime.combine(starts.local, time())))
    return moved.model_copy(update={"zone": own})


def on_day(day: int) -> int:
    """The day, where a programme can have it; else a `Refusal`."""
    if not 1 <= day <= MOST_DAYS:
        raise invalid(f"A stop would be on day {day}; a programme has days 1 to {MOST_DAYS}.", "starts")
    return day

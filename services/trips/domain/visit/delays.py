"""A day that runs late, and stops that change places on it: what moves, what stays, and what no longer fits. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.trips.domain.visit.day import Day
from services.trips.domain.visit.placement import Kept, Placed, minutes_into, own_length, put_on, starting
from services.trips.domain.visit.reorder import in_turn
from shared.contracts.trips.programme import Stop
from shared.contracts.types import Id, When


@dataclass(frozen=True)
class Later:
    """The programme after a delay. `kept` are the stops behind it that keep their time, whatever happens before."""

    stops: tuple[Stop, ...]
    moved: tuple[Id, ...]
    kept: tuple[Id, ...]


def keeps_its_time(one: Kept | Placed) -> bool:
    """A train, a booked table; and a case clinic, whose time is its facilitator's to change."""
    return one.stop.fixed or one.clinic is not None


def later(placed: Sequence[Placed], first: Id, by: timedelta, day_one: date, zone: str) -> Later | None:
    """The rest of a day, from one stop on, so much later; None where it would leave the programme's days.

    It ends before the first stop that keeps its time: what follows that does not run late.
    """
    start = next(number for number, one in enumerate(placed) if one.id == first)
    day = placed[start].stop.day
    rest = [one for one in placed[start:] if one.stop.day == day]
    staying = next((number for number, one in enumerate(rest) if number and keeps_its_time(one)), len(rest))
    moving = {one.id for one in rest[:staying] if one.begins is not None}
    stops: list[Stop] = []
    before: Placed | None = None
    for one in placed:
        stop: Stop | None = one.stop
        follows = before is not None and before.id in moving and one.stop.start is None
        if one.id in moving and not follows:
            stop = _at(one, by, day_one, zone)
        elif one.id not in moving and follows:
            stop = _at(one, timedelta(0), day_one, zone)  # or else it would move along
        if stop is None:
            return None
        stops.append(stop)
        before = one
    kept = tuple(one.id for one in rest[staying:] if keeps_its_time(one))
    return Later(tuple(stops), tuple(one.id for one in placed if one.id in moving), kept)


def swapped(placed: Sequence[Placed], one: Id, other: Id, day_one: date, zone: str) -> tuple[Kept, ...] | None:
    """The programme with two stops in each other's place; None where their times do not follow each other on one day.

    Stops take their lengths along; the pauses between them stay where they are, and so does all that comes after.
    """
    ids = [stop.id for stop in placed]
    low, high = sorted((ids.index(one), ids.index(other)))
    old = [_pinned(stop, day_one, zone) for stop in placed[low : high + 1]]
    if not in_turn(old):
        return None
    starts = [at for stop in old if (at := minutes_into(stop.stop)) is not None]
    lengths = [own_length(stop.stop) for stop in old]
    pauses = [
        timedelta(0) if length is None else following - start - length
        for start, following, length in zip(starts, starts[1:], lengths, strict=False)
    ]
    room = {
        stop.id: length if length is not None else max(timedelta(0), following - start)
        for stop, start, following, length in zip(old, starts, [*starts[1:], starts[-1]], lengths, strict=True)
    }
    at, between = starts[0], []
    for stop, pause in zip([old[-1], *old[1:-1], old[0]], [*pauses, timedelta(0)], strict=True):
        between.append(Kept(stop.id, starting(stop.stop, at), stop.clinic))
        at += room[stop.id] + pause
    kept = [Kept(stop.id, stop.stop, stop.clinic) for stop in placed]
    return (*kept[:low], *between, *kept[high + 1 :])


def squeezed(placed: Sequence[Placed], day: Day) -> list[str]:
    """What no longer fits since the day runs late: stops that reach into one that keeps its time."""
    told = []
    here = [one for one in placed if one.id not in day.skipped and one.begins is not None]
    for number, one in enumerate(here):
        if not keeps_its_time(one):
            continue
        for before in here[:number]:
            if day.late.get(before.id, 0) > 0 and before.stop.day == one.stop.day and _too_long(before, one):
                told.append(_told(before, one))
    return told


def _too_long(before: Placed, one: Placed) -> bool:
    assert before.begins is not None
    assert one.begins is not None
    until = before.ends or before.begins
    return until + timedelta(minutes=one.stop.travel_minutes or 0) > one.begins


def _told(before: Placed, one: Placed) -> str:
    hint = (
        "Whoever facilitates the case clinic can move it; the stop follows."
        if one.clinic
        else "Shorten or skip a stop."
    )
    return (
        f"“{one.stop.title}” keeps its time, {_clock(one.begins, one)}. “{before.stop.title}” now goes on until "
        f"{_clock(before.ends or before.begins, before)}"
        f"{f', and the way takes {one.stop.travel_minutes} minutes' if one.stop.travel_minutes else ''}. {hint}"
    )


def _clock(moment: datetime | None, one: Placed) -> str:
    assert moment is not None
    return f"{When.of(moment, one.zone).local:%H:%M}"


def _at(one: Placed, by: timedelta, day_one: date, zone: str) -> Stop | None:
    """The stop with a start of its own, so much later; itself where nobody knows when it begins."""
    if one.begins is None:
        return one.stop
    return put_on(one.stop, When.of(one.begins + by, one.zone), day_one, zone)


def _pinned(one: Placed, day_one: date, zone: str) -> Kept:
    return Kept(one.id, _at(one, timedelta(0), day_one, zone) or one.stop, one.clinic)

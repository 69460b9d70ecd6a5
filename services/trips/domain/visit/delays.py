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


def keeps_its_time(kept: Kept | Placed) -> bool:
    """A train, a booked table; and a case clinic, whose time is its facilitator's to change."""
    return kept.stop.fixed or kept.clinic is not None


def later(placed: Sequence[Placed], first: Id, by: timedelta, day_one: date, zone: str) -> Later | None:
    """The rest of a day, from one stop on, so much later; None where it would leave the programme's days.

    It ends before the first stop that keeps its time: what follows that does not run late.
    """
    start = next(number for number, this_placed in enumerate(placed) if this_placed.id == first)
    day = placed[start].stop.day
    rest = [this_placed for this_placed in placed[start:] if this_placed.stop.day == day]
    staying = next((number for number, placed in enumerate(rest) if number and keeps_its_time(placed)), len(rest))
    moving = {placed.id for placed in rest[:staying] if placed.begins is not None}
    stops: list[Stop] = []
    before: Placed | None = None
    for this_placed in placed:
        stop: Stop | None = this_placed.stop
        follows = before is not None and before.id in moving and this_placed.stop.start is None
        if this_placed.id in moving and not follows:
            stop = _at(this_placed, by, day_one, zone)
        elif this_placed.id not in moving and follows:
            stop = _at(this_placed, timedelta(0), day_one, zone)  # or else it would move along
        if stop is None:
            return None
        stops.append(stop)
        before = this_placed
    kept = tuple(placed.id for placed in rest[staying:] if keeps_its_time(placed))
    return Later(tuple(stops), tuple(this_placed.id for this_placed in placed if this_placed.id in moving), kept)


def swapped(placed: Sequence[Placed], this_id: Id, other: Id, day_one: date, zone: str) -> tuple[Kept, ...] | None:
    """The programme with two stops in each other's place; None where their times do not follow each other on one day.

    Stops take their lengths along; the pauses between them stay where they are, and so does all that comes after.
    """
    ids = [stop.id for stop in placed]
    low, high = sorted((ids.index(this_id), ids.index(other)))
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
    here = [
        this_placed for this_placed in placed if this_placed.id not in day.skipped and this_placed.begins is not None
    ]
    for number, this_placed in enumerate(here):
        if not keeps_its_time(this_placed):
            continue
        for before in here[:number]:
            if (
                day.late.get(before.id, 0) > 0
                and before.stop.day == this_placed.stop.day
                and _too_long(before, this_placed)
            ):
                told.append(_told(before, this_placed))
    return told


def _too_long(before: Placed, placed: Placed) -> bool:
    assert before.begins is not None
    assert placed.begins is not None
    until = before.ends or before.begins
    return until + timedelta(minutes=placed.stop.travel_minutes or 0) > placed.begins


def _told(before: Placed, placed: Placed) -> str:
    hint = (
        "Whoever facilitates the case clinic can move it; the stop follows."
        if placed.clinic
        else "Shorten or skip a stop."
    )
    return (
        f"“{placed.stop.title}” keeps its time, {_clock(placed.begins, placed)}. “{before.stop.title}” now goes on until "
        f"{_clock(before.ends or before.begins, before)}"
        f"{f', and the way takes {placed.stop.travel_minutes} minutes' if placed.stop.travel_minutes else ''}. {hint}"
    )


def _clock(moment: datetime | None, placed: Placed) -> str:
    assert moment is not None
    return f"{When.of(moment, placed.zone).local:%H:%M}"


def _at(placed: Placed, by: timedelta, day_one: date, zone: str) -> Stop | None:
    """The stop with a start of its own, so much later; itself where nobody knows when it begins."""
    if placed.begins is None:
        return placed.stop
    return put_on(placed.stop, When.of(placed.begins + by, placed.zone), day_one, zone)


def _pinned(placed: Placed, day_one: date, zone: str) -> Kept:
    return Kept(placed.id, _at(placed, timedelta(0), day_one, zone) or placed.stop, placed.clinic)

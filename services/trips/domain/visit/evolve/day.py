"""The day of a visit. Pure."""

from collections.abc import Iterable

from services.trips.domain.visit.day import Seen
from services.trips.domain.visit.placement import Kept
from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c
from shared.contracts.types import Id
from shared.domain import Evolver

evolve: Evolver[Visit] = Evolver()


@evolve.on
def visit_started(visit: Visit, event: c.VisitStarted) -> Visit:
    return _day(visit, started_at=event.started_at)


@evolve.on
def roll_called(visit: Visit, event: c.RollCalled) -> Visit:
    day = visit.day
    for mark in event.marks:
        day = day.noting(event.stop_id, mark.member_id, Seen(presence=mark.presence, taken_at=event.taken_at))
    return visit.model_copy(update={"day": day})


@evolve.on
def stop_left(visit: Visit, event: c.StopLeft) -> Visit:
    gone = (*visit.day.left.get(event.stop_id, ()), event.group or 0)
    return _day(visit, left={**visit.day.left, event.stop_id: gone})


@evolve.on
def rest_of_day_moved(visit: Visit, event: c.RestOfDayMoved) -> Visit:
    late = {**visit.day.late, **{stop: visit.day.late.get(stop, 0) + event.minutes for stop in event.moved}}
    return _day(_told(visit, visit.stops, event.stops), late=late)


@evolve.on
def stop_skipped(visit: Visit, event: c.StopSkipped) -> Visit:
    return _day(visit, skipped={**visit.day.skipped, event.stop_id: event.reason})


@evolve.on
def stop_restored(visit: Visit, event: c.StopRestored) -> Visit:
    return _day(visit, skipped={stop: why for stop, why in visit.day.skipped.items() if stop != event.stop_id})


@evolve.on
def stops_swapped(visit: Visit, event: c.StopsSwapped) -> Visit:
    return _told(visit, exchanged(visit.stops, event.stop_id, event.with_id), event.stops)


@evolve.on
def guide_note_added(visit: Visit, event: c.GuideNoteAdded) -> Visit:
    note = c.GuideNote(id=event.note_id, stop_id=event.stop_id, text=event.text, shared=event.shared)
    return _day(visit, notes=(*visit.day.notes, note))


def exchanged(stops: Iterable[Kept], this_id: Id, other: Id) -> tuple[Kept, ...]:
    """The stops with these two in each other's place."""
    order = list(stops)
    ids = [stop.id for stop in order]
    first, second = ids.index(this_id), ids.index(other)
    order[first], order[second] = order[second], order[first]
    return tuple(order)


def _told(visit: Visit, order: Iterable[Kept], stops: Iterable[c.Stop]) -> Visit:
    kept = (Kept(kept.id, stop, kept.clinic) for kept, stop in zip(order, stops, strict=True))
    return visit.model_copy(update={"stops": tuple(kept)})


def _day(visit: Visit, **update: object) -> Visit:
    return visit.model_copy(update={"day": visit.day.model_copy(update=update)})

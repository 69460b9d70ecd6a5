"""The stops of a visit. Pure."""

from collections.abc import Iterable

from services.trips.domain.visit.placement import Kept
from services.trips.domain.visit.reorder import put
from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c
from shared.domain import Evolver

evolve: Evolver[Visit] = Evolver()


@evolve.on
def stop_added(visit: Visit, event: c.StopAdded) -> Visit:
    assert event.stop is not None
    return visit.model_copy(update={"stops": put(visit.stops, Kept(event.stop_id, event.stop), event.before)})


@evolve.on
def stop_changed(visit: Visit, event: c.StopChanged) -> Visit:
    assert event.stop is not None
    changed = event.stop
    return _with(
        visit, (Kept(stop.id, changed, stop.clinic) if stop.id == event.stop_id else stop for stop in visit.stops)
    )


@evolve.on
def stop_moved(visit: Visit, event: c.StopMoved) -> Visit:
    moving = next(stop for stop in visit.stops if stop.id == event.stop_id)
    return _as_told(visit, put(visit.stops, moving, event.before), event.stops)


@evolve.on
def programme_moved(visit: Visit, event: c.ProgrammeMoved) -> Visit:
    return _as_told(visit, visit.stops, event.stops)


@evolve.on
def stop_removed(visit: Visit, event: c.StopRemoved) -> Visit:
    """Guests stay invited, if to nothing: what they may see never grows by it."""
    guests = {guest: tuple(stop for stop in stops if stop != event.stop_id) for guest, stops in visit.guests.items()}
    rest = (stop for stop in visit.stops if stop.id != event.stop_id)
    return _with(visit, rest).model_copy(update={"guests": guests})


def _with(visit: Visit, stops: Iterable[Kept]) -> Visit:
    return visit.model_copy(update={"stops": tuple(stops)})


def _as_told(visit: Visit, order: Iterable[Kept], stops: Iterable[c.Stop]) -> Visit:
    return _with(visit, (Kept(kept.id, stop, kept.clinic) for kept, stop in zip(order, stops, strict=True)))

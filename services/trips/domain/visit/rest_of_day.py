"""How the rest of the day moves where a stop runs late: for the decision, and to show it before it is made. Pure."""

from collections.abc import Sequence
from datetime import timedelta

from services.trips.domain.visit.delays import later
from services.trips.domain.visit.guards import about, require_day, require_stop_to_come
from services.trips.domain.visit.placement import Placed
from services.trips.domain.visit.progress import now_and_next
from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c
from shared.contracts.base import Event
from shared.domain import Context, conflict, invalid


def rest_of_day_moved(visit: Visit, command: c.RunLate, context: Context) -> Sequence[Event]:
    day_one = require_day(visit, context)
    placed = visit.placed(day_one)
    first = _require_late_stop(visit, command, placed, context)
    if first.clinic is not None:
        raise conflict(
            "linked-clinic",
            f"“{first.stop.title}” is a case clinic, and its time follows the clinic's. Ask whoever facilitates it to move it.",
        )
    if command.minutes == 0:
        return []
    moved = later(placed, first.id, timedelta(minutes=command.minutes), day_one, visit.zone)
    if moved is None:
        raise invalid("So late, the stop would be on no day of the visit. Skip it instead.", "minutes")
    late = min(visit.day.late.get(stop, 0) for stop in moved.moved)
    if late + command.minutes < 0:
        raise invalid(f"It is {late} minutes late, so it can catch up no more than that.", "minutes")
    return [
        c.RestOfDayMoved(
            **about(visit),
            stop_id=first.id,
            minutes=command.minutes,
            moved=moved.moved,
            kept=moved.kept,
            stops=moved.stops,
        )
    ]


def _require_late_stop(visit: Visit, command: c.RunLate, placed: Sequence[Placed], context: Context) -> Placed:
    if command.stop_id is None:
        _, following = now_and_next(placed, visit.day, context.now)
        if following is None:
            raise conflict("nothing-to-come", "No stop is to begin any more today. Say which one is late.")
        return following
    stop = require_stop_to_come(visit, command.stop_id, "stop_id")
    found = next(this_placed for this_placed in placed if this_placed.id == stop.id)
    if found.begins is None:
        raise conflict("no-time", f"Nobody knows when “{stop.stop.title}” begins. Give it a start instead.")
    return found

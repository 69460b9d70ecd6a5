"""The programme: stops added, changed, moved and removed. Pure."""

from collections.abc import Sequence

from services.trips.domain.visit.consequences import stop_moved, with_new_time
from services.trips.domain.visit.guards import require_changeable, require_stop
from services.trips.domain.visit.reorder import before_by_time, put, reordered
from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c
from shared.contracts.base import Event
from shared.contracts.trips.programme import MOST_STOPS
from shared.domain import Context, Decider, conflict, invalid

decide: Decider[Visit] = Decider()


@decide.on
def add_stop(visit: Visit, command: c.AddStop, context: Context) -> Sequence[Event]:
    require_changeable(visit, context)
    if len(visit.stops) >= MOST_STOPS:
        raise conflict("programme-is-full", f"A programme has at most {MOST_STOPS} stops. Remove one first.")
    before = command.before
    if before is None:
        before = before_by_time(visit.stops, command.stop)
    else:
        require_stop(visit, before, "before")
    stop_id = context.new_id("stop")
    added = c.StopAdded(
        community_id=visit.community_id,
        visit_id=visit.id,
        stop_id=stop_id,
        stop_kind=command.stop.kind,
        before=before,
        stop=command.stop,
    )
    return with_new_time(visit, [added], context)


@decide.on
def change_stop(visit: Visit, command: c.ChangeStop, context: Context) -> Sequence[Event]:
    require_changeable(visit, context)
    kept = require_stop(visit, command.stop_id)
    if kept.stop == command.stop:
        return []
    if kept.clinic is not None and command.stop.kind != "case_clinic":
        raise conflict(
            "linked-clinic", "A case clinic is linked to this stop. Unlink it to make the stop something else."
        )
    changed = c.StopChanged(
        community_id=visit.community_id,
        visit_id=visit.id,
        stop_id=kept.id,
        stop_kind=command.stop.kind,
        stop=command.stop,
    )
    return with_new_time(visit, [changed], context)


@decide.on
def move_stop(visit: Visit, command: c.MoveStop, context: Context) -> Sequence[Event]:
    require_changeable(visit, context)
    kept = require_stop(visit, command.stop_id)
    if command.before is not None:
        require_stop(visit, command.before, "before")
    if command.before == kept.id:
        raise invalid("A stop can't be put before itself. Name another one, or none to put it at the end.", "before")
    if put(visit.stops, kept, command.before) == visit.stops:
        return []
    return with_new_time(
        visit, [stop_moved(visit, kept.id, command.before, reordered(visit.stops, kept.id, command.before))], context
    )


@decide.on
def remove_stop(visit: Visit, command: c.RemoveStop, context: Context) -> Sequence[Event]:
    require_changeable(visit, context)
    kept = require_stop(visit, command.stop_id)
    if visit.status == "scheduled" and len(visit.stops) == 1:
        raise conflict(
            "no-programme", "This is the last stop of a visit with a time. Cancel the visit, or change the stop."
        )
    events: list[Event] = []
    if kept.clinic is not None:
        events.append(
            c.ClinicUnlinked(
                community_id=visit.community_id, visit_id=visit.id, stop_id=kept.id, clinic_id=kept.clinic.clinic_id
            )
        )
    events.append(c.StopRemoved(community_id=visit.community_id, visit_id=visit.id, stop_id=kept.id))
    return with_new_time(visit, events, context)

"""A stop that is a case clinic: linked, and kept in step with it. Pure."""

from collections.abc import Sequence

from services.trips.domain.visit.consequences import stop_moved, with_new_time
from services.trips.domain.visit.evolve import evolve
from services.trips.domain.visit.guards import require_changeable, require_stop
from services.trips.domain.visit.placement import Kept, put_on
from services.trips.domain.visit.reorder import before_by_time
from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c
from shared.contracts.base import Event
from shared.contracts.types import When
from shared.domain import Context, Decider, conflict, forbidden

decide: Decider[Visit] = Decider()


@decide.on
def link_clinic(visit: Visit, command: c.LinkClinic, context: Context) -> Sequence[Event]:
    require_changeable(visit, context)
    kept = require_stop(visit, command.stop_id)
    if kept.clinic is not None and kept.clinic.clinic_id == command.clinic_id:
        return []
    if kept.clinic is not None:
        raise conflict("linked-already", "Another case clinic is linked to this stop. Unlink that one first.")
    if any(stop.clinic and stop.clinic.clinic_id == command.clinic_id for stop in visit.stops):
        raise conflict(
            "linked-already", "This case clinic is linked to another stop of this visit. Unlink it there first."
        )
    if kept.stop.kind != "case_clinic":
        raise conflict("not-a-clinic", "Make this stop one of kind case_clinic first, then link the clinic.")
    return [
        c.ClinicLinked(community_id=visit.community_id, visit_id=visit.id, stop_id=kept.id, clinic_id=command.clinic_id)
    ]


@decide.on
def unlink_clinic(visit: Visit, command: c.UnlinkClinic, context: Context) -> Sequence[Event]:
    if not context.actor.is_service("trips"):
        require_changeable(visit, context)
    kept = visit.stop(command.stop_id)
    if kept is None or kept.clinic is None or command.clinic_id not in (None, kept.clinic.clinic_id):
        return []
    return [
        c.ClinicUnlinked(
            community_id=visit.community_id, visit_id=visit.id, stop_id=kept.id, clinic_id=kept.clinic.clinic_id
        )
    ]


@decide.on
def note_clinic(visit: Visit, command: c.NoteClinic, context: Context) -> Sequence[Event]:
    """What became of a clinic. What is older than what is known already, or no longer linked, changes nothing."""
    if not context.actor.is_service("trips"):
        raise forbidden("What becomes of a clinic is noted by Convene itself; nobody does so by hand.")
    kept = next((stop for stop in visit.stops if stop.clinic and stop.clinic.clinic_id == command.clinic_id), None)
    if kept is None or kept.clinic is None or command.clinic_version <= kept.clinic.version:
        return []
    noted = c.ClinicNoted(
        community_id=visit.community_id,
        visit_id=visit.id,
        stop_id=kept.id,
        clinic_id=command.clinic_id,
        clinic_version=command.clinic_version,
        status=command.status,
        starts_at=command.starts.instant if command.starts else None,
        zone=command.starts.zone if command.starts else "",
    )
    if command.status != "scheduled" or command.starts is None or visit.status != "scheduled":
        return [noted]
    return with_new_time(visit, [noted, *_in_step(visit, kept, command.starts)], context)


def _in_step(visit: Visit, kept: Kept, starts: When) -> Sequence[Event]:
    """The stop at its clinic's time, and in its place among the others; nothing where that lies outside the visit."""
    if visit.day_one is None:
        return []
    stop = put_on(kept.stop, starts, visit.day_one, visit.zone)
    if stop is None or stop == kept.stop:
        return []
    changed = c.StopChanged(
        community_id=visit.community_id, visit_id=visit.id, stop_id=kept.id, stop_kind=stop.kind, stop=stop
    )
    after = evolve(visit, changed)
    assert after is not None
    others = [stop for stop in after.stops if stop.id != kept.id]
    before = before_by_time(others, stop)
    place = next((number for number, other in enumerate(others) if other.id == before), len(others))
    order = (*others[:place], Kept(kept.id, stop, kept.clinic), *others[place:])
    if [kept.id for kept in order] == [stop.id for stop in after.stops]:
        return [changed]
    return [changed, stop_moved(after, kept.id, before, order)]

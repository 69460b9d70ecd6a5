"""The day of a visit: it begins, the roll is called, nobody is left behind, and it runs late. Pure."""

from collections.abc import Sequence

from services.trips.domain.visit.consequences import with_groups
from services.trips.domain.visit.day import Seen
from services.trips.domain.visit.delays import keeps_its_time, swapped
from services.trips.domain.visit.guards import (
    about,
    require_day,
    require_host_or_leader,
    require_stop,
    require_stop_to_come,
)
from services.trips.domain.visit.rest_of_day import rest_of_day_moved
from services.trips.domain.visit.roll import expected_at, unaccounted
from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c
from shared.contracts.base import Event
from shared.domain import Context, Decider, conflict, invalid

decide: Decider[Visit] = Decider()

MOST_NOTES = 100


@decide.on
def start_visit(visit: Visit, _: c.StartVisit, context: Context) -> Sequence[Event]:
    require_day(visit, context)
    return _begun(visit, context)


@decide.on
def call_roll(visit: Visit, command: c.CallRoll, context: Context) -> Sequence[Event]:
    """What was seen at a stop, also when it comes late: of each person, only what is not older than what is known."""
    require_host_or_leader(visit, context)
    if visit.status != "completed":
        require_day(visit, context)
    stop = require_stop(visit, command.stop_id)
    on_roll = {expected.member_id for expected in expected_at(visit, stop.id)}
    known = set(visit.signing.people) | set(visit.guests) if visit.sign_up else set(visit.guests)
    if strangers := [mark.member_id for mark in command.marks if mark.member_id not in on_roll | known]:
        raise invalid(
            f"{len(strangers)} of those named have no seat on this visit and no invitation. Call the roll without them.",
            "marks",
            unknown=strangers,
        )
    taken_at = min(command.taken_at or context.now, context.now)
    marks = {mark.member_id: mark for mark in command.marks}
    news = tuple(
        mark
        for mark in marks.values()
        if visit.day.is_news(stop.id, mark.member_id, Seen(presence=mark.presence, taken_at=taken_at))
    )
    if not news:
        return []
    counts = {name: sum(mark.presence == name for mark in news) for name in ("present", "absent", "left")}
    called = c.RollCalled(**about(visit), stop_id=stop.id, taken_at=taken_at, marks=news, **counts)
    return [*_begun(visit, context), called]


@decide.on
def leave_stop(visit: Visit, command: c.LeaveStop, context: Context) -> Sequence[Event]:
    require_day(visit, context)
    stop = require_stop(visit, command.stop_id)
    if visit.day.has_left(stop.id, command.group):
        return []
    if command.group is not None and command.group > (visit.sign_up.groups if visit.sign_up else 1):
        raise invalid("There is no such group. Look at the groups again.", "group")
    missing = unaccounted(visit, stop.id, command.group)
    if missing and command.anyway is None:
        raise conflict(
            "somebody-is-missing",
            f"{'One person is' if len(missing) == 1 else f'{len(missing)} people are'} not accounted for at "
            f"“{stop.stop.title}”. Call the roll: who is there, who is absent, who has gone home. If you must go on without "
            "knowing, say why.",
            missing=list(missing),
        )
    left = c.StopLeft(
        **about(visit),
        stop_id=stop.id,
        group=command.group,
        unaccounted=len(missing),
        missing=missing,
        reason=command.anyway or "",
    )
    return [*_begun(visit, context), left]


@decide.on
def run_late(visit: Visit, command: c.RunLate, context: Context) -> Sequence[Event]:
    return rest_of_day_moved(visit, command, context)


@decide.on
def skip_stop(visit: Visit, command: c.SkipStop, context: Context) -> Sequence[Event]:
    require_day(visit, context)
    stop = require_stop_to_come(visit, command.stop_id, "stop_id")
    if stop.id in visit.day.skipped:
        return []
    return with_groups(visit, [c.StopSkipped(**about(visit), stop_id=stop.id, reason=command.reason or "")])


@decide.on
def restore_stop(visit: Visit, command: c.RestoreStop, context: Context) -> Sequence[Event]:
    require_day(visit, context)
    stop = require_stop(visit, command.stop_id)
    if stop.id not in visit.day.skipped:
        return []
    return with_groups(visit, [c.StopRestored(**about(visit), stop_id=stop.id)])


@decide.on
def swap_stops(visit: Visit, command: c.SwapStops, context: Context) -> Sequence[Event]:
    day_one = require_day(visit, context)
    kept = require_stop_to_come(visit, command.stop_id, "stop_id")
    other = require_stop_to_come(visit, command.with_id, "with_id")
    if kept.id == other.id:
        raise invalid("A stop changes places with another one. Choose two.", "with_id")
    low, high = sorted((visit.stops.index(kept), visit.stops.index(other)))
    fixed = next((stop for stop in visit.stops[low : high + 1] if keeps_its_time(stop)), None)
    if fixed is not None:
        raise conflict("keeps-its-time", f"“{fixed.stop.title}” keeps its time, so these stops can't change places.")
    stops = swapped(visit.placed(day_one), kept.id, other.id, day_one, visit.zone)
    if stops is None:
        raise conflict(
            "not-in-turn",
            "These stops do not follow each other in time on one day. Change the time of each of them instead.",
        )
    before = {stop.id: stop.stop for stop in visit.stops}
    event = c.StopsSwapped(
        **about(visit),
        stop_id=kept.id,
        with_id=other.id,
        moved=tuple(stop.id for stop in stops if before[stop.id] != stop.stop),
        stops=tuple(stop.stop for stop in stops),
    )
    return with_groups(visit, [event])


@decide.on
def add_guide_note(visit: Visit, command: c.AddGuideNote, context: Context) -> Sequence[Event]:
    require_day(visit, context)
    if command.stop_id is not None:
        require_stop(visit, command.stop_id)
    if len(visit.day.notes) >= MOST_NOTES:
        raise conflict("too-many-notes", f"There are {MOST_NOTES} notes of this visit already.")
    return [
        c.GuideNoteAdded(
            **about(visit),
            note_id=context.new_id("note"),
            stop_id=command.stop_id,
            shared=command.shared,
            text=command.text,
        )
    ]


def _begun(visit: Visit, context: Context) -> Sequence[Event]:
    if visit.day.started_at is not None or visit.status == "completed":
        return []
    return [c.VisitStarted(**about(visit), started_at=context.now)]

"""The day of a visit as each viewer may see it. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.trips.domain.visit.delays import squeezed
from services.trips.domain.visit.placement import Placed
from services.trips.domain.visit.progress import now_and_next
from services.trips.domain.visit.roll import expected_at
from services.trips.domain.visit.state import Visit
from services.trips.views.viewer import Viewer
from shared.contracts import trips as c
from shared.contracts.types import Id, When


def day_view(visit: Visit, version: int, viewer: Viewer, now: datetime) -> c.DayView:
    placed = visit.placed(visit.day_one) if visit.day_one else ()
    sees = {stop.id for stop in placed} if not viewer.guest else set(visit.guests.get(viewer.id, ()))
    over = visit.status == "completed"
    current, following = (None, None) if over or visit.status == "cancelled" else now_and_next(placed, visit.day, now)
    return c.DayView(
        visit_id=visit.id,
        version=version,
        started=visit.day.started_at is not None,
        over=over,
        now=_seen(current, sees),
        next=_seen(following, sees),
        link=current.stop.link if current and current.id in sees else None,
        stops=tuple(_stop(visit, stop) for stop in placed if stop.id in sees),
        notes=tuple(note for note in visit.day.notes if _shows(note, viewer, sees)),
        warnings=tuple(_warnings(visit, placed)) if viewer.looks_after else (),
        tell=_to_tell(visit, placed, now) if viewer.looks_after else (),
    )


def roll_view(visit: Visit, version: int, stop_id: Id) -> c.RollView:
    people = []
    for expected in expected_at(visit, stop_id):
        here, last = visit.day.seen(stop_id, expected.member_id), visit.day.last.get(expected.member_id)
        people.append(
            c.RollLine(
                member_id=expected.member_id,
                presence=here.presence if here else None,
                before=last.presence if last else None,
                accounted=visit.day.accounted(stop_id, expected.member_id),
                taken_at=here.taken_at if here else None,
                group=expected.group,
                guest=expected.guest,
            )
        )
    missing = sum(not person.accounted for person in people)
    return c.RollView(visit_id=visit.id, version=version, stop_id=stop_id, unaccounted=missing, people=tuple(people))


def _seen(placed: Placed | None, sees: set[Id]) -> Id | None:
    return placed.id if placed is not None and placed.id in sees else None


def _shows(note: c.GuideNote, viewer: Viewer, sees: set[Id]) -> bool:
    if viewer.looks_after:
        return True
    return note.shared and (not viewer.guest or note.stop_id in sees)


def _stop(visit: Visit, placed: Placed) -> c.StopOfDay:
    late = visit.day.late.get(placed.id, 0)
    begins = When.of(placed.begins, placed.zone) if placed.begins else None
    return c.StopOfDay(
        stop_id=placed.id,
        title=placed.stop.title,
        begins=begins,
        ends=When.of(placed.ends, placed.zone) if placed.ends else None,
        planned=When.of(placed.begins - timedelta(minutes=late), placed.zone) if placed.begins and late else None,
        late_minutes=late,
        skipped=placed.id in visit.day.skipped,
        left=visit.day.has_left(placed.id),
        fixed=placed.stop.fixed,
    )


def _warnings(visit: Visit, placed: Sequence[Placed]) -> list[str]:
    open_cases = ("unknown", "proposed", "scheduled", "running")
    skipped = [
        f"“{stop.stop.title}” is skipped, but its case clinic is not called off. Ask its facilitator to cancel or move it."
        for stop in placed
        if stop.id in visit.day.skipped and stop.clinic is not None and stop.clinic.status in open_cases
    ]
    return [*squeezed(placed, visit.day), *skipped]


def _to_tell(visit: Visit, placed: Sequence[Placed], now: datetime) -> tuple[str, ...]:
    """People of the place have no account here: whoever looks after the visit tells them."""
    changed = [
        stop
        for stop in placed
        if (visit.day.late.get(stop.id) or stop.id in visit.day.skipped)
        and stop.begins is not None
        and stop.begins > now
    ]
    return tuple(dict.fromkeys(name for placed in changed for name in placed.stop.who))

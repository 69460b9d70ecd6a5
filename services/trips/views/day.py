"""The day of a visit as each viewer may see it. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.trips.domain.visit.day import now_and_next
from services.trips.domain.visit.delays import squeezed
from services.trips.domain.visit.placement import Placed
from services.trips.domain.visit.roll import expected_at
from services.trips.domain.visit.state import Visit
from services.trips.views.signup import Viewer
from shared.contracts import trips as c
from shared.contracts.types import Id, When


def day_view(visit: Visit, version: int, viewer: Viewer, now: datetime) -> c.DayView:
    placed = visit.placed(visit.day_one) if visit.day_one else ()
    sees = {one.id for one in placed} if not viewer.guest else set(visit.guests.get(viewer.id, ()))
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
        stops=tuple(_stop(visit, one) for one in placed if one.id in sees),
        notes=tuple(note for note in visit.day.notes if _shows(note, viewer, sees)),
        warnings=tuple(_warnings(visit, placed)) if viewer.looks_after else (),
        tell=_to_tell(visit, placed, now) if viewer.looks_after else (),
    )


def roll_view(visit: Visit, version: int, stop_id: Id) -> c.RollView:
    people = []
    for one in expected_at(visit, stop_id):
        here, last = visit.day.seen(stop_id, one.member_id), visit.day.last.get(one.member_id)
        people.append(
            c.RollLine(
                member_id=one.member_id,
                presence=here.presence if here else None,
                before=last.presence if last else None,
                accounted=visit.day.accounted(stop_id, one.member_id),
                taken_at=here.taken_at if here else None,
                group=one.group,
                guest=one.guest,
            )
        )
    missing = sum(not one.accounted for one in people)
    return c.RollView(visit_id=visit.id, version=version, stop_id=stop_id, unaccounted=missing, people=tuple(people))


def _seen(one: Placed | None, sees: set[Id]) -> Id | None:
    return one.id if one is not None and one.id in sees else None


def _shows(note: c.GuideNote, viewer: Viewer, sees: set[Id]) -> bool:
    if viewer.looks_after:
        return True
    return note.shared and (not viewer.guest or note.stop_id in sees)


def _stop(visit: Visit, one: Placed) -> c.StopOfDay:
    late = visit.day.late.get(one.id, 0)
    begins = When.of(one.begins, one.zone) if one.begins else None
    return c.StopOfDay(
        stop_id=one.id,
        title=one.stop.title,
        begins=begins,
        ends=When.of(one.ends, one.zone) if one.ends else None,
        planned=When.of(one.begins - timedelta(minutes=late), one.zone) if one.begins and late else None,
        late_minutes=late,
        skipped=one.id in visit.day.skipped,
        left=visit.day.has_left(one.id),
        fixed=one.stop.fixed,
    )


def _warnings(visit: Visit, placed: Sequence[Placed]) -> list[str]:
    open_cases = ("unknown", "proposed", "scheduled", "running")
    skipped = [
        f"“{one.stop.title}” is skipped, but its case clinic is not called off. Ask its facilitator to cancel or move it."
        for one in placed
        if one.id in visit.day.skipped and one.clinic is not None and one.clinic.status in open_cases
    ]
    return [*squeezed(placed, visit.day), *skipped]


def _to_tell(visit: Visit, placed: Sequence[Placed], now: datetime) -> tuple[str, ...]:
    """People of the place have no account here: whoever looks after the visit tells them."""
    changed = [
        one
        for one in placed
        if (visit.day.late.get(one.id) or one.id in visit.day.skipped) and one.begins is not None and one.begins > now
    ]
    return tuple(dict.fromkeys(name for one in changed for name in one.stop.who))

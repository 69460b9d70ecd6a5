"""What waits for one member in the visits of their community, and what is coming up. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.trips.domain.rota.state import Rota
from services.trips.domain.visit.state import Visit
from services.trips.views.visit_lines import line
from shared.contracts import trips as c
from shared.contracts.types import Id, When

SOON = timedelta(hours=24)
MOST = 5
_ORDER: tuple[c.VisitReason, ...] = ("running", "offered", "soon", "trying", "complete")


def agenda(
    visits: Sequence[Visit], rota: Rota | None, member: Id, now: datetime, *, guest: bool = False
) -> c.VisitAgenda:
    """`visits` are those of one community, newest first."""
    waiting = [found for visit in visits if (found := _waiting(visit, member, now)) is not None]
    waiting.sort(
        key=lambda visit_waiting: (
            _ORDER.index(visit_waiting.reason),
            visit_waiting.at.instant if visit_waiting.at else now,
        )
    )
    named = {visit_waiting.visit.id for visit_waiting in waiting}
    coming = [visit for visit in visits if visit.ahead and visit.id not in named and _is_to_come(visit, now)]
    if guest:
        coming = [visit for visit in coming if _takes_part(visit, member)]
    # What has no time yet comes last.
    coming.sort(key=lambda visit: (visit.starts is None, visit.starts.instant if visit.starts else now))
    coming = coming[:MOST]
    return c.VisitAgenda(
        waiting=tuple(waiting),
        hosting=_hosting(rota, member),
        coming=tuple(line(visit) for visit in coming),
        sign_up_open=() if guest else tuple(visit.id for visit in coming if _could_sign_up(visit, member)),
        visits=sum(visit.status != "cancelled" for visit in visits),
    )


def _waiting(visit: Visit, member: Id, now: datetime) -> c.VisitWaiting | None:
    found = _reason(visit, member, now)
    if found is None:
        return None
    reason, at = found
    return c.VisitWaiting(reason=reason, visit=line(visit), at=at)


def _reason(visit: Visit, member: Id, now: datetime) -> tuple[c.VisitReason, When | None] | None:
    own = visit.sign_up.people.get(member) if visit.sign_up else None
    if visit.ahead and own is not None and own.state == "offered":
        return "offered", When.of(own.until, visit.zone) if own.until else None
    if visit.ahead and _takes_part(visit, member) and _is_now_or_soon(visit, now):
        return "running" if visit.day.started_at is not None else "soon", visit.starts
    due = [memory.due_at for memory in visit.tried_by(member) if memory.due_at is not None and memory.due_at <= now]
    if due:
        return "trying", When.of(min(due), visit.zone)
    if visit.ahead and member == visit.host_id and visit.starts is not None and _over(visit, now):
        return "complete", visit.starts
    return None


def _is_now_or_soon(visit: Visit, now: datetime) -> bool:
    return visit.starts is not None and visit.starts.instant <= now + SOON and not _over(visit, now)


def _over(visit: Visit, now: datetime) -> bool:
    """Whether its day, or the last of its days, was over by yesterday, whatever it ran late by."""
    assert visit.starts is not None
    ends = [placed.ends for placed in visit.placed(visit.starts.local.date()) if placed.ends is not None]
    return max(ends, default=visit.starts.instant) < now - SOON


def _takes_part(visit: Visit, member: Id) -> bool:
    own = visit.sign_up.people.get(member) if visit.sign_up else None
    return member == visit.host_id or member in visit.guests or (own is not None and own.state == "seated")


def _is_to_come(visit: Visit, now: datetime) -> bool:
    return visit.starts is None or visit.starts.instant > now


def _could_sign_up(visit: Visit, member: Id) -> bool:
    signing = visit.sign_up
    return signing is not None and signing.status == "open" and member not in signing.people and member != visit.host_id


def _hosting(rota: Rota | None, member: Id) -> tuple[c.HostingReason, ...]:
    if rota is None:
        return ()
    taken = rota.taken.get(member)
    asked: dict[c.HostingReason, bool] = {
        "turn": rota.asked == member,
        "swap": rota.swap_with == member,
        "propose": taken is not None and taken.visit_id is None,
    }
    return tuple(reason for reason, holds in asked.items() if holds)

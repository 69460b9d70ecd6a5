"""A visit from its proposal to what was learned. Pure."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from services.trips.domain.visit.placement import Kept
from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c
from shared.contracts.base import derived_id
from shared.contracts.types import When
from shared.domain import Evolver

evolve: Evolver[Visit] = Evolver()
evolve.leave_alone(c.VisitAttended)


@evolve.on
def visit_proposed(_: Visit | None, event: c.VisitProposed) -> Visit:
    return Visit(
        id=event.visit_id,
        community_id=event.community_id,
        host_id=event.host_id,
        title=event.title,
        visit_kind=event.visit_kind,
        mode=event.mode,
        place=event.place,
        address=event.address or None,
        site_zone=event.zone,
        meeting_point=event.meeting_point or None,
        bring=event.bring or None,
        guide=event.guide or None,
        people=event.people,
        stops=tuple(
            Kept(derived_id("stop", event.visit_id, str(number)), stop) for number, stop in enumerate(event.programme)
        ),
    )


@evolve.on
def visit_described(visit: Visit, event: c.VisitDescribed) -> Visit:
    return visit.model_copy(
        update={
            "title": event.title,
            "visit_kind": event.visit_kind,
            "mode": event.mode,
            "place": event.place,
            "address": event.address or None,
            "meeting_point": event.meeting_point or None,
            "bring": event.bring or None,
        }
    )


@evolve.on
def visit_scheduled(visit: Visit, event: c.VisitScheduled) -> Visit:
    starts = When.of(event.starts_at, event.zone)
    first = visit.stops[0].stop
    there = event.starts_at.astimezone(ZoneInfo(first.zone or visit.site_zone or event.zone)).date()
    day_one = there - timedelta(days=first.day - 1)
    return visit.model_copy(update={"status": "scheduled", "starts": starts, "day_one": day_one})


@evolve.on
def visit_cancelled(visit: Visit, event: c.VisitCancelled) -> Visit:
    return visit.model_copy(update={"status": "cancelled", "reason": event.reason})


@evolve.on
def visit_completed(visit: Visit, event: c.VisitCompleted) -> Visit:
    return visit.model_copy(update={"status": "completed", "learning": event.learning})

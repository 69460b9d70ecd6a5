"""A visit in a list. Pure."""

from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c


def line(visit: Visit) -> c.VisitLine:
    return c.VisitLine(
        id=visit.id,
        status=visit.status,
        title=visit.title,
        visit_kind=visit.visit_kind,
        mode=visit.mode,
        place=visit.place,
        starts=visit.starts,
    )

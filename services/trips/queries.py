"""What others may ask about visits."""

from services.trips.model import Visit
from shared.belonging import must_belong, shared_with
from shared.contracts import trips as c
from shared.domain import Actor, not_found
from shared.house import House
from shared.listing import listed
from shared.service import Answers

answers = Answers()


@answers.on
async def get_visit(query: c.GetVisit, asker: Actor, house: House) -> c.VisitView:
    found = await shared_with(asker, query.visit_id, house)
    visit: Visit = found.state
    return c.VisitView(
        id=visit.id,
        version=found.version,
        community_id=visit.community_id,
        status=visit.status,
        host_id=visit.host_id,
        title=visit.title,
        place=visit.place,
        guide=visit.guide,
        programme=visit.programme,
        starts=visit.starts,
        learning=visit.learning,
    )


@answers.on
async def list_visits(query: c.ListVisits, asker: Actor, house: House) -> c.VisitList:
    await must_belong(asker, query.community_id, house)
    visits = await listed(house, "visits", query.community_id)
    return c.VisitList(visits=tuple(_line(visit) for visit in visits))


@answers.on
async def get_brief(query: c.GetVisitBrief, asker: Actor, house: House) -> c.VisitBrief:
    found = await house.read(query.visit_id) if asker.is_service("notify") else None
    if found is None:
        raise not_found()
    visit: Visit = found.state
    return c.VisitBrief(
        id=visit.id,
        community_id=visit.community_id,
        status=visit.status,
        title=visit.title,
        place=visit.place,
        guide=visit.guide,
        host_id=visit.host_id,
        starts=visit.starts,
        reason=visit.reason,
    )


def _line(visit: Visit) -> c.VisitLine:
    return c.VisitLine(id=visit.id, status=visit.status, title=visit.title, place=visit.place, starts=visit.starts)

"""What others may ask about visits."""

from services.trips.domain.check import check
from services.trips.domain.check.plan import key
from services.trips.domain.visit.state import Visit
from services.trips.domain.visit.visit_plan import visit_plan
from services.trips.handlers.viewers import today, viewer_for
from services.trips.views.agenda import agenda
from services.trips.views.programme import stop_view
from services.trips.views.visit_lines import line
from shared.access.authorization import require_membership, require_shared
from shared.contracts import trips as c
from shared.contracts.types import Id, When
from shared.domain import Actor, forbidden, not_found
from shared.runtime.ports import Ports
from shared.runtime.service import Queries
from shared.store.community_index import Listed, page_of_states, read_all, states_of

queries = Queries()


@queries.on
async def get_visit(query: c.GetVisit, asker: Actor, ports: Ports) -> c.VisitView:
    found = await require_shared(asker, query.visit_id, ports)
    visit: Visit = found.state
    viewer = await viewer_for(visit, asker, ports)
    day_one = visit.day_one or today(visit, ports)
    plan = visit_plan(visit, day_one)
    stops = [stop_view(plan, stop, day_one, visit.zone, dated=visit.starts is not None) for stop in plan.stops]
    people, guests = visit.people, visit.guests
    if viewer.guest:
        chosen = guests.get(asker.id, ())
        stops = [stop for stop in stops if stop.id in chosen]
        met = {key(name) for stop in stops for name in stop.who}
        people = tuple(person for person in people if key(person.name) in met)
        guests = {asker.id: chosen} if asker.id in guests else {}
    return c.VisitView(
        id=visit.id,
        version=found.version,
        community_id=visit.community_id,
        status=visit.status,
        host_id=visit.host_id,
        title=visit.title,
        visit_kind=visit.visit_kind,
        mode=visit.mode,
        place=visit.place,
        address=visit.address,
        meeting_point=visit.meeting_point,
        bring=visit.bring,
        guide=visit.guide,
        people=people,
        guests=tuple(c.Invitation(guest_id=guest, stops=chosen) for guest, chosen in guests.items()),
        visitors=visit.headcount,
        needs=visit.all_needs if viewer.looks_after else None,
        programme=tuple(stops),
        practice_minutes=sum(stop.takes_minutes for stop in stops if stop.sort == "practice"),
        room_minutes=sum(stop.takes_minutes for stop in stops if stop.sort == "room"),
        starts=visit.starts,
        learning=visit.learning if not viewer.guest else None,
        zone=visit.zone,
        reason=visit.reason,
    )


@queries.on
async def check_visit(query: c.CheckVisit, asker: Actor, ports: Ports) -> c.CheckView:
    found = await require_shared(asker, query.visit_id, ports)
    visit: Visit = found.state
    if not (await viewer_for(visit, asker, ports)).looks_after:
        raise forbidden("The check is for the host, a facilitator or a convener.")
    findings = check(visit_plan(visit, query.begins or today(visit, ports)))
    return c.CheckView(visit_id=visit.id, version=found.version, findings=findings)


@queries.on
async def list_visits(query: c.ListVisits, asker: Actor, ports: Ports) -> c.VisitList:
    await require_membership(asker, query.community_id, ports)
    visits = await page_of_states(ports, "visits", query.community_id, query)
    return c.VisitList(
        visits=tuple(line(visit) for visit in visits.items), next=visits.next, unreadable=len(visits.unreadable)
    )


@queries.on
async def get_visit_agenda(query: c.GetVisitAgenda, asker: Actor, ports: Ports) -> c.VisitAgenda:
    await require_membership(asker, query.community_id, ports)
    visits: Listed[Visit] = await states_of(ports, "visits", query.community_id)
    guest = await ports.roles.role(query.community_id, asker.id) == "guest"
    rota = await read_all(ports, [c.rota_id(query.community_id)])
    hosting = rota.items[0][1].state if rota.items else None
    told = agenda(visits.items, hosting, asker.id, ports.clock.now(), guest=guest)
    return told.model_copy(update={"unreadable": len(visits.unreadable) + len(rota.unreadable)})


@queries.on
async def get_visit_brief(query: c.GetVisitBrief, asker: Actor, ports: Ports) -> c.VisitBrief:
    found = await ports.read(query.visit_id) if asker.is_service("notify") else None
    if found is None:
        raise not_found()
    visit: Visit = found.state
    return c.VisitBrief(
        id=visit.id,
        community_id=visit.community_id,
        status=visit.status,
        title=visit.title,
        place=visit.place,
        guide=visit.guide or "",
        host_id=visit.host_id,
        starts=visit.starts,
        reason=visit.reason,
        mode=visit.mode,
        meeting_point=visit.meeting_point,
        bring=visit.bring,
        departure=await _departure(visit, query.member_id, ports),
        trying=tuple(
            memory.text
            for memory in visit.tried_by(query.member_id or "")
            if memory.due_at is not None and memory.due_at <= ports.clock.now()
        ),
    )


async def _departure(visit: Visit, reader: Id | None, ports: Ports) -> c.Departure | None:
    """When visitors set off, for a reader who may see that stop."""
    found = visit.departure
    if found is None or found.begins is None:
        return None
    role = await ports.roles.role(visit.community_id, reader) if reader else None
    if reader and role in (None, "guest") and found.id not in visit.guests.get(reader, ()):
        return None
    return c.Departure(title=found.stop.title, at=When.of(found.begins, found.zone))

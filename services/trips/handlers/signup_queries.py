"""What others may ask about the sign-up for a visit."""

from services.trips.domain.visit.state import Visit
from services.trips.handlers.viewers import today, viewer_for
from services.trips.views.signup import place_brief, sign_up_view
from services.trips.views.viewer import Viewer
from shared.access.authorization import require_shared
from shared.contracts import trips as c
from shared.contracts.types import Id
from shared.domain import Actor, not_found
from shared.runtime.ports import Ports
from shared.runtime.service import Queries

queries = Queries()


@queries.on
async def get_sign_up(query: c.GetSignUp, asker: Actor, ports: Ports) -> c.SignUpView:
    found = await require_shared(asker, query.visit_id, ports)
    return sign_up_view(
        found.state, found.version, await viewer_for(found.state, asker, ports), today(found.state, ports)
    )


@queries.on
async def get_going(query: c.GetGoing, asker: Actor, ports: Ports) -> c.GoingView:
    visit = await _for_notify(query.visit_id, asker, ports)
    signing = visit.sign_up
    return c.GoingView(
        opened=signing is not None,
        host_id=visit.host_id,
        seated=tuple(signed_up.member_id for signed_up in signing.having("seated")) if signing else (),
        waiting=tuple(signed_up.member_id for signed_up in signing.having("offered", "waiting")) if signing else (),
        guests=tuple(c.Invitation(guest_id=guest, stops=stops) for guest, stops in visit.guests.items()),
    )


@queries.on
async def get_place_brief(query: c.GetPlaceBrief, asker: Actor, ports: Ports) -> c.PlaceBrief:
    visit = await _for_notify(query.visit_id, asker, ports)
    role = await ports.roles.role(visit.community_id, query.member_id)
    viewer = Viewer(query.member_id, hosts=False, looks_after=False, guest=role == "guest")
    return place_brief(visit, viewer, query.stops, today(visit, ports))


async def _for_notify(visit_id: Id, asker: Actor, ports: Ports) -> Visit:
    found = await ports.read(visit_id) if asker.is_service("notify") else None
    if found is None:
        raise not_found()
    visit: Visit = found.state
    return visit

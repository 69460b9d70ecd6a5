"""What others may ask about the sign-up for a visit."""

from services.trips.model import Visit
from services.trips.queries import answers, looks_after, today
from services.trips.signup_views import Viewer, sign_up_view
from shared.belonging import shared_with
from shared.contracts import trips as c
from shared.domain import Actor
from shared.house import House


@answers.on
async def get_sign_up(query: c.GetSignUp, asker: Actor, house: House) -> c.SignUpView:
    found = await shared_with(asker, query.visit_id, house)
    return sign_up_view(
        found.state, found.version, await viewer_of(found.state, asker, house), today(found.state, house)
    )


async def viewer_of(visit: Visit, asker: Actor, house: House) -> Viewer:
    role = await house.roster.role(visit.community_id, asker.id)
    return Viewer(
        id=asker.id,
        hosts=asker.id == visit.host_id,
        looks_after=looks_after(visit, asker, role),
        guest=role == "guest",
    )

"""What others may ask about the day of a visit."""

from services.trips.day_views import day_view, roll_view
from services.trips.queries import answers
from services.trips.signup_queries import viewer_of
from shared.belonging import shared_with
from shared.contracts import trips as c
from shared.domain import Actor, forbidden, not_found
from shared.house import House


@answers.on
async def get_day(query: c.GetDay, asker: Actor, house: House) -> c.DayView:
    found = await shared_with(asker, query.visit_id, house)
    viewer = await viewer_of(found.state, asker, house)
    return day_view(found.state, found.version, viewer, house.clock.now())


@answers.on
async def get_roll(query: c.GetRoll, asker: Actor, house: House) -> c.RollView:
    found = await shared_with(asker, query.visit_id, house)
    if not (await viewer_of(found.state, asker, house)).looks_after:
        raise forbidden("The roll is for the host, a facilitator or a convener.")
    if found.state.stop(query.stop_id) is None:
        raise not_found()
    return roll_view(found.state, found.version, query.stop_id)

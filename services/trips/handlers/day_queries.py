"""What others may ask about the day of a visit."""

from services.trips.domain.visit.decide.day import run_late
from services.trips.domain.visit.state import Visit, evolve
from services.trips.handlers.queries import answers
from services.trips.handlers.signup_queries import viewer_of
from services.trips.views.day import day_view, roll_view
from shared.access.authorization import require_shared
from shared.contracts import trips as c
from shared.domain import Actor, Context, forbidden, not_found
from shared.runtime.runtime import Runtime


@answers.on
async def get_day(query: c.GetDay, asker: Actor, house: Runtime) -> c.DayView:
    found = await require_shared(asker, query.visit_id, house)
    viewer = await viewer_of(found.state, asker, house)
    return day_view(found.state, found.version, viewer, house.clock.now())


@answers.on
async def get_delayed_day(query: c.GetDelayedDay, asker: Actor, house: Runtime) -> c.DayView:
    """What the command would lead to, as far as the model tells; nothing is written."""
    found = await require_shared(asker, query.visit_id, house)
    visit: Visit = found.state
    role = await house.roster.role(visit.community_id, asker.id)
    context = Context(now=house.clock.now(), actor=asker, stream=visit.id, command_id="if-it-ran-late", role=role)
    command = c.RunLate(visit_id=visit.id, minutes=query.minutes, stop_id=query.stop_id)
    then = evolve.fold(visit, run_late(visit, command, context))
    assert then is not None
    return day_view(then, found.version, await viewer_of(visit, asker, house), house.clock.now())


@answers.on
async def get_roll(query: c.GetRoll, asker: Actor, house: Runtime) -> c.RollView:
    found = await require_shared(asker, query.visit_id, house)
    if not (await viewer_of(found.state, asker, house)).looks_after:
        raise forbidden("The roll is for the host, a facilitator or a convener.")
    if found.state.stop(query.stop_id) is None:
        raise not_found()
    return roll_view(found.state, found.version, query.stop_id)

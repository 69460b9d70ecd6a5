"""What others may ask about the day of a visit."""

from services.trips.domain.visit.evolve import evolve
from services.trips.domain.visit.rest_of_day import rest_of_day_moved
from services.trips.domain.visit.state import Visit
from services.trips.handlers.viewers import viewer_for
from services.trips.views.day import day_view, roll_view
from shared.access.authorization import require_shared
from shared.contracts import trips as c
from shared.domain import Actor, Context, forbidden, not_found
from shared.runtime.ports import Ports
from shared.runtime.service import Queries

queries = Queries()


@queries.on
async def get_day(query: c.GetDay, asker: Actor, ports: Ports) -> c.DayView:
    found = await require_shared(asker, query.visit_id, ports)
    viewer = await viewer_for(found.state, asker, ports)
    return day_view(found.state, found.version, viewer, ports.clock.now())


@queries.on
async def get_delayed_day(query: c.GetDelayedDay, asker: Actor, ports: Ports) -> c.DayView:
    """What the command would lead to, as far as the model tells; nothing is written."""
    found = await require_shared(asker, query.visit_id, ports)
    visit: Visit = found.state
    role = await ports.roles.role(visit.community_id, asker.id)
    context = Context(now=ports.clock.now(), actor=asker, stream=visit.id, command_id="if-it-ran-late", role=role)
    command = c.RunLate(visit_id=visit.id, minutes=query.minutes, stop_id=query.stop_id)
    then = evolve.fold(visit, rest_of_day_moved(visit, command, context))
    assert then is not None
    return day_view(then, found.version, await viewer_for(visit, asker, ports), ports.clock.now())


@queries.on
async def get_roll(query: c.GetRoll, asker: Actor, ports: Ports) -> c.RollView:
    found = await require_shared(asker, query.visit_id, ports)
    if not (await viewer_for(found.state, asker, ports)).looks_after:
        raise forbidden("The roll is for the host, a facilitator or a convener.")
    if found.state.stop(query.stop_id) is None:
        raise not_found()
    return roll_view(found.state, found.version, query.stop_id)

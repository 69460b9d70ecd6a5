"""What others may ask: which timers are armed."""

from services.scheduler.domain.timers.state import Timers, timers_of
from shared.contracts import scheduler as c
from shared.domain import Actor, not_found
from shared.runtime.ports import Ports
from shared.runtime.service import Queries

queries = Queries()


@queries.on
async def get_timers(query: c.GetTimers, asker: Actor, ports: Ports) -> c.TimersView:
    found = await ports.read(timers_of(query.topic))
    if found is None or found.state.topic != query.topic:
        raise not_found()
    timers: Timers = found.state
    if not await _may_know(timers, asker, ports):
        raise not_found()
    return c.TimersView(topic=timers.topic, timers=tuple(sorted(timers.armed.values(), key=lambda timer: timer.due_at)))


async def _may_know(timers: Timers, asker: Actor, ports: Ports) -> bool:
    if asker.is_operator or asker.kind == "service":
        return True
    return asker.kind == "member" and await ports.roles.role(timers.community_id, asker.id) is not None

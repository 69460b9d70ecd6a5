"""What the queries about a visit need of whoever asks, and of the day they ask on."""

from datetime import date
from zoneinfo import ZoneInfo

from services.trips.domain.visit.state import Visit
from services.trips.views.viewer import Viewer, viewer_of
from shared.domain import Actor
from shared.runtime.ports import Ports


async def viewer_for(visit: Visit, asker: Actor, ports: Ports) -> Viewer:
    return viewer_of(visit, asker.id, await ports.roles.role(visit.community_id, asker.id))


def today(visit: Visit, ports: Ports) -> date:
    """The first day of a programme that has none yet."""
    return ports.clock.now().astimezone(ZoneInfo(visit.zone)).date()

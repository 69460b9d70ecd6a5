"""What may be asked about hosting in turn."""

from services.trips.domain.rota.state import Rota
from services.trips.domain.visit.rights import HOSTS
from services.trips.views.rota import hosting_view
from shared.contracts import trips as c
from shared.domain import Actor, forbidden, not_found
from shared.runtime.ports import Ports
from shared.runtime.service import Queries

queries = Queries()


@queries.on
async def get_hosting(query: c.GetHosting, asker: Actor, ports: Ports) -> c.HostingView:
    role = await ports.roles.role(query.community_id, asker.id) if asker.kind == "member" else None
    if role is None:
        raise not_found()
    if role not in HOSTS:
        raise forbidden("Hosting in turn is for members; as a guest you come along on visits.")
    found = await ports.read(c.rota_id(query.community_id))
    if found is None:
        return hosting_view(Rota(id=c.rota_id(query.community_id), community_id=query.community_id), 0, asker.id)
    return hosting_view(found.state, found.version, asker.id)


__all__ = ["queries"]

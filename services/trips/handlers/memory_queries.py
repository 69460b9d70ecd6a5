"""What may be asked about what is kept of a visit, and its photos: kept before a visit has them, deleted with their memory."""

from collections.abc import Sequence

from services.trips.domain.visit.state import Visit
from services.trips.views.memories import trip_view
from shared.access.authorization import require_shared
from shared.bus.cloudevents import Meta
from shared.contracts import trips as c
from shared.contracts.base import Command, Id
from shared.contracts.pictures import Picture, PictureView
from shared.domain import Actor, not_found
from shared.images.storage import forget, keep, kept
from shared.runtime.ports import Ports
from shared.runtime.service import Lookups, Queries, Reactions

reactions = Reactions()

lookups = Lookups()

queries = Queries()


@queries.on
async def get_trip(query: c.GetTrip, asker: Actor, ports: Ports) -> c.TripView:
    found = await require_shared(asker, query.visit_id, ports)
    visit: Visit = found.state
    role = await _require_role(visit, asker, ports)
    return trip_view(
        visit,
        found.version,
        asker.id,
        role,
        now=ports.clock.now(),
        skip=query.skip,
    )


@queries.on
async def get_photo(query: c.GetPhoto, asker: Actor, ports: Ports) -> PictureView:
    visit: Visit = (await require_shared(asker, query.visit_id, ports)).state
    memory = visit.memories.get(query.memory_id)
    if (
        memory is None
        or memory.picture is None
        or not visit.sees(memory, asker.id, await _require_role(visit, asker, ports))
    ):
        raise not_found()
    data = b"" if query.unless == memory.picture.id else await kept(ports, memory.picture)
    return PictureView(picture=memory.picture, alt=memory.text, data=data)


@lookups.on
async def photo(command: c.KeepPhoto, stream: Id, _: Actor, ports: Ports) -> Picture:
    """The picture that a command brings, made anew and kept."""
    return await keep(ports, stream, command.image, c.WHY_NO_HANDOUT)


@reactions.on
async def drop_picture(event: c.MemoryRemoved, _: Meta, ports: Ports) -> Sequence[Command]:
    """The same picture may be kept of this visit by somebody else, too; then it stays for them."""
    if event.picture_id is None:
        return []
    found = await ports.read(event.visit_id)
    assert found is not None
    visit: Visit = found.state
    used = (memory.picture.id for memory in visit.memories.values() if memory.picture is not None)
    if event.picture_id not in used:
        await forget(ports, event.picture_id)
    return []


async def _require_role(visit: Visit, asker: Actor, ports: Ports) -> str:
    role = await ports.roles.role(visit.community_id, asker.id)
    if role is None:
        raise not_found()
    return role


__all__ = ["lookups", "queries", "reactions"]

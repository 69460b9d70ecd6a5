"""What may be asked about what is kept of a visit, and its photos: kept before a visit has them, deleted with their memory."""

from collections.abc import Sequence

from services.trips.adapters.attendance import lookups
from services.trips.domain.visit.decide.memories import why_not_keep
from services.trips.domain.visit.state import Visit
from services.trips.handlers.queries import answers, looks_after
from services.trips.handlers.reactions import reactions
from services.trips.views.memories import trip_view
from shared.access.authorization import require_shared
from shared.bus.cloudevents import Meta
from shared.contracts import trips as c
from shared.contracts.base import Command, Id
from shared.contracts.pictures import Picture, PictureView
from shared.domain import Actor, not_found
from shared.images.storage import forget, keep, kept
from shared.runtime.runtime import Runtime


@answers.on
async def get_trip(query: c.GetTrip, asker: Actor, house: Runtime) -> c.TripView:
    found = await require_shared(asker, query.visit_id, house)
    visit: Visit = found.state
    role = await _require_role(visit, asker, house)
    return trip_view(
        visit,
        found.version,
        asker.id,
        role,
        may_keep=why_not_keep(visit, asker.id, role, house.clock.now()) is None,
        looks_after=looks_after(visit, asker, role),
        skip=query.skip,
    )


@answers.on
async def get_photo(query: c.GetPhoto, asker: Actor, house: Runtime) -> PictureView:
    visit: Visit = (await require_shared(asker, query.visit_id, house)).state
    memory = visit.memories.get(query.memory_id)
    if (
        memory is None
        or memory.picture is None
        or not visit.sees(memory, asker.id, await _require_role(visit, asker, house))
    ):
        raise not_found()
    data = b"" if query.unless == memory.picture.id else await kept(house, memory.picture)
    return PictureView(picture=memory.picture, alt=memory.text, data=data)


@lookups.on
async def photo(command: c.KeepPhoto, stream: Id, _: Actor, house: Runtime) -> Picture:
    """The picture that a command brings, made anew and kept."""
    return await keep(house, stream, command.image, c.WHY_NO_HANDOUT)


@reactions.on
async def drop_picture(event: c.MemoryRemoved, _: Meta, house: Runtime) -> Sequence[Command]:
    """The same picture may be kept of this visit by somebody else, too; then it stays for them."""
    if event.picture_id is None:
        return []
    found = await house.read(event.visit_id)
    assert found is not None
    visit: Visit = found.state
    used = (one.picture.id for one in visit.memories.values() if one.picture is not None)
    if event.picture_id not in used:
        await forget(house, event.picture_id)
    return []


async def _require_role(visit: Visit, asker: Actor, house: Runtime) -> str:
    role = await house.roster.role(visit.community_id, asker.id)
    if role is None:
        raise not_found()
    return role


__all__ = ["answers", "lookups", "reactions"]

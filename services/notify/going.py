"""Who goes on a visit, asked of its owner: whom its letters and reminders are for."""

from shared.contracts.trips import GetGoing, GoingView
from shared.contracts.types import Id
from shared.house import House


async def going_to(visit_id: Id, house: House) -> GoingView:
    return await house.ask.query(GetGoing(visit_id=visit_id), GoingView, token=house.signer.own())


async def readers_of(topic: Id, house: House, *, waiting: bool = False) -> frozenset[Id] | None:
    """Whom the letters about a clinic or visit are for, where that is not everybody: once people can sign up for a visit,
    those who come along; with those who wait, where it is about its time."""
    if not topic.startswith("visit-"):
        return None
    going = await going_to(topic, house)
    if not going.opened:
        return None
    guests = (one.guest_id for one in going.guests if one.stops)
    return frozenset([going.host_id, *going.seated, *(going.waiting if waiting else ()), *guests])

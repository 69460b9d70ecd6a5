"""Who goes on a visit or is expected at a clinic, asked of its owner: whom its letters and reminders are for."""

from shared.contracts.clinic import ClinicBrief, GetClinicBrief
from shared.contracts.trips import GetGoing, GoingView
from shared.contracts.types import Id
from shared.runtime.ports import Ports


async def going_to(visit_id: Id, ports: Ports) -> GoingView:
    return await ports.ask.query(GetGoing(visit_id=visit_id), GoingView, token=ports.signer.own())


async def brief_of(clinic_id: Id, ports: Ports) -> ClinicBrief:
    """What the clinic's owner says of it; `Refusal` (503) while it is away."""
    return await ports.ask.query(GetClinicBrief(clinic_id=clinic_id), ClinicBrief, token=ports.signer.own())


async def readers_of(topic: Id, ports: Ports, *, waiting: bool = False) -> frozenset[Id] | None:
    """Whom the letters about a clinic or visit are for, where that is not everybody.

    Once people are invited to a clinic, those who are expected; once people can sign up for a visit, those who come along, with
    those who wait where it is about its time.
    """
    if topic.startswith("clinic-"):
        return frozenset((await brief_of(topic, ports)).expected) or None
    if not topic.startswith("visit-"):
        return None
    going = await going_to(topic, ports)
    if not going.opened:
        return None
    guests = (guest.guest_id for guest in going.guests if guest.stops)
    return frozenset([going.host_id, *going.seated, *(going.waiting if waiting else ()), *guests])

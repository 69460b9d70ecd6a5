"""Who goes on a visit or is expected at a clinic, asked of its owner: whom messages and reminders are for."""

from services.notify.adapters.owners import attendance_of, clinic_brief
from shared.contracts.types import Id
from shared.runtime.ports import Ports


async def readers_of(topic: Id, ports: Ports, *, waiting: bool = False) -> frozenset[Id] | None:
    """Whom the messages about a clinic or visit are for, where that is not everybody.

    Once people are invited to a clinic, those who are expected; once people can sign up for a visit, those who come along, with
    those who wait where it is about its time.
    """
    if topic.startswith("clinic-"):
        return frozenset((await clinic_brief(topic, ports)).expected) or None
    if not topic.startswith("visit-"):
        return None
    attendance = await attendance_of(topic, ports)
    if not attendance.opened:
        return None
    guests = (guest.guest_id for guest in attendance.guests if guest.stops)
    return frozenset([attendance.host_id, *attendance.seated, *(attendance.waiting if waiting else ()), *guests])

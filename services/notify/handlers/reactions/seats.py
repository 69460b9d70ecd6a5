"""Who is told about their place on a visit, and about its day."""

from collections.abc import Mapping, Sequence

from services.notify.adapters.owners import attendance_of, contacts_of
from services.notify.domain.delivery import facts
from services.notify.domain.messages.message import Message
from services.notify.domain.messages.seats import (
    DayChanged,
    SeatLost,
    SeatOffered,
    SeatTaken,
    SeatWaiting,
    SignUpClosed,
    SignUpOpened,
    StopSkipped,
)
from services.notify.handlers.queue import Cause, queued_for, queued_for_members
from shared.bus.cloudevents import Meta
from shared.contracts import trips
from shared.contracts.base import Command
from shared.contracts.types import Id
from shared.runtime.ports import BusPorts
from shared.runtime.service import Reactions

reactions = Reactions[BusPorts]()


@reactions.on
async def sign_up_opened(event: trips.SignUpOpened, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    contacts = (await contacts_of(ports, event.community_id)).contacts
    others = [contact for contact in contacts if contact.member_id != meta.actor]
    noted = {facts.SEATS: str(event.seats)}
    return queued_for(others, Cause.of(event, event.visit_id, meta), SignUpOpened, noted)


@reactions.on
async def member_signed_up(event: trips.MemberSignedUp, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    message = SeatTaken if event.state == "seated" else SeatWaiting
    return await queued_for_members([event.member_id], Cause.of(event, event.visit_id, meta), message, {}, ports)


@reactions.on
async def seat_taken(event: trips.SeatTaken, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    return await queued_for_members([event.member_id], Cause.of(event, event.visit_id, meta), SeatTaken, {}, ports)


@reactions.on
async def seat_offered(event: trips.SeatOffered, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    return await queued_for_members([event.member_id], Cause.of(event, event.visit_id, meta), SeatOffered, {}, ports)


@reactions.on
async def member_signed_off(event: trips.MemberSignedOff, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    """Whoever gave up their place themselves knows it."""
    if event.by not in ("host", "time"):
        return []
    cause, noted = Cause.of(event, event.visit_id, meta), {facts.SIGNED_OFF_BY: event.by}
    return await queued_for_members([event.member_id], cause, SeatLost, noted, ports)


@reactions.on
async def sign_up_closed(event: trips.SignUpClosed, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    attendance = await attendance_of(event.visit_id, ports)
    members = [*attendance.seated, *attendance.waiting]
    return await queued_for_members(members, Cause.of(event, event.visit_id, meta), SignUpClosed, {}, ports)


@reactions.on
async def rest_of_day_moved(event: trips.RestOfDayMoved, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    count = abs(event.minutes)
    unit = "minute" if count == 1 else "minutes"
    change = f"{count} {unit} {'later' if event.minutes > 0 else 'earlier'} than last told"
    return await _tell_of_stops(event, meta, DayChanged, _noted(event.moved, change), ports)


@reactions.on
async def stops_swapped(event: trips.StopsSwapped, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    return await _tell_of_stops(event, meta, DayChanged, _noted(event.moved, "Two stops change places"), ports)


@reactions.on
async def stop_skipped(event: trips.StopSkipped, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    return await _tell_of_stops(event, meta, StopSkipped, {facts.STOPS: event.stop_id}, ports)


def _noted(stops: Sequence[Id], change: str) -> dict[str, str]:
    return {facts.CHANGE: change, facts.STOPS: " ".join(stops)}


async def _tell_of_stops(
    event: trips.StopEvent, meta: Meta, message: type[Message], noted: Mapping[str, str], ports: BusPorts
) -> Sequence[Command]:
    """Those who come, and of the guests those who are invited to one of the stops; whoever did it knows."""
    stops = set(noted[facts.STOPS].split())
    attendance = await attendance_of(event.visit_id, ports)
    members: Sequence[Id] = [attendance.host_id, *attendance.seated]
    if not attendance.opened:
        members = [contact.member_id for contact in (await contacts_of(ports, event.community_id)).contacts]
    guests = {guest.guest_id: bool(stops & set(guest.stops)) for guest in attendance.guests}
    readers = dict.fromkeys([*members, *guests])
    wanted = [reader for reader in readers if guests.get(reader, True) and reader != meta.actor]
    cause = Cause.of(event, event.visit_id, meta)
    return await queued_for_members(wanted, cause, message, noted, ports)

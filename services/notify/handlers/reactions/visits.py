"""Who is told what about their place on a visit, and about its day."""

from collections.abc import Sequence

from services.notify.domain.message_kinds import Kind
from services.notify.handlers.reactions.attendance import going_to
from services.notify.handlers.reactions.audience import Cause, contacts_of, to_all
from services.notify.messages.visits import BY, CHANGE, SEATS, STOPS
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
    facts = {SEATS: str(event.seats)}
    return to_all(others, Cause.of(event, event.visit_id, meta), Kind.SIGN_UP_OPENED, facts)


@reactions.on
async def signed_up(event: trips.MemberSignedUp, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    letter = Kind.SEAT_TAKEN if event.state == "seated" else Kind.SEAT_WAITING
    return await _tell(Cause.of(event, event.visit_id, meta), [event.member_id], letter, {}, ports)


@reactions.on
async def seat_taken(event: trips.SeatTaken, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    return await _tell(Cause.of(event, event.visit_id, meta), [event.member_id], Kind.SEAT_TAKEN, {}, ports)


@reactions.on
async def seat_offered(event: trips.SeatOffered, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    return await _tell(Cause.of(event, event.visit_id, meta), [event.member_id], Kind.SEAT_OFFERED, {}, ports)


@reactions.on
async def signed_off(event: trips.MemberSignedOff, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    """Whoever gave up their place themselves knows it."""
    if event.by not in ("host", "time"):
        return []
    return await _tell(Cause.of(event, event.visit_id, meta), [event.member_id], Kind.SEAT_LOST, {BY: event.by}, ports)


@reactions.on
async def sign_up_closed(event: trips.SignUpClosed, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    going = await going_to(event.visit_id, ports)
    return await _tell(
        Cause.of(event, event.visit_id, meta), [*going.seated, *going.waiting], Kind.SIGN_UP_CLOSED, {}, ports
    )


@reactions.on
async def stops_moved(
    event: trips.RestOfDayMoved | trips.StopsSwapped, meta: Meta, ports: BusPorts
) -> Sequence[Command]:
    facts = {CHANGE: _change(event), STOPS: " ".join(event.moved)}
    return await _tell_of_stops(event, meta, Kind.DAY_CHANGED, facts, ports)


@reactions.on
async def stop_skipped(event: trips.StopSkipped, meta: Meta, ports: BusPorts) -> Sequence[Command]:
    return await _tell_of_stops(event, meta, Kind.STOP_SKIPPED, {STOPS: event.stop_id}, ports)


def _change(event: trips.RestOfDayMoved | trips.StopsSwapped) -> str:
    if isinstance(event, trips.StopsSwapped):
        return "Two stops change places"
    count = abs(event.minutes)
    unit = "minute" if count == 1 else "minutes"
    return f"{count} {unit} {'later' if event.minutes > 0 else 'earlier'} than last told"


async def _tell_of_stops(
    event: trips.StopEvent, meta: Meta, letter: Kind, facts: dict[str, str], ports: BusPorts
) -> Sequence[Command]:
    """Those who come, and of the guests those who are invited to one of the stops; whoever did it knows."""
    stops = set(facts[STOPS].split())
    going = await going_to(event.visit_id, ports)
    members: Sequence[Id] = [going.host_id, *going.seated]
    if not going.opened:
        members = [contact.member_id for contact in (await contacts_of(ports, event.community_id)).contacts]
    guests = {guest.guest_id: bool(stops & set(guest.stops)) for guest in going.guests}
    readers = dict.fromkeys([*members, *guests])
    wanted = [reader for reader in readers if guests.get(reader, True) and reader != meta.actor]
    return await _tell(Cause.of(event, event.visit_id, meta), wanted, letter, facts, ports)


async def _tell(
    cause: Cause, members: Sequence[Id], letter: Kind, facts: dict[str, str], ports: BusPorts
) -> Sequence[Command]:
    if not members:  # an empty list of members would mean all of them
        return []
    contacts = await contacts_of(ports, cause.community_id, members)
    return to_all(contacts.contacts, cause, letter, facts)

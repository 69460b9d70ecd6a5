"""Queries to the services that own what messages are about: `Refusal` (503) while they are away."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus

from services.notify.domain.delivery import facts
from services.notify.domain.delivery.state import Delivery
from services.notify.domain.messages.message import Known, Message, Source, TopicBrief, Unwanted
from shared.contracts.clinic import ClinicBrief, FollowUpBrief, GetClinicBrief, GetFollowUpBrief
from shared.contracts.community import (
    AddressChangeView,
    ContactsView,
    GetAddressChange,
    GetContacts,
    GetInvitation,
    GetWayIn,
    InvitationView,
    WayInView,
)
from shared.contracts.trips import GetGoing, GetPlaceBrief, GetVisitBrief, GoingView, PlaceBrief, VisitBrief
from shared.contracts.types import Id
from shared.domain import Refusal
from shared.runtime.ports import Ports

ASKED = (
    GetContacts,
    GetInvitation,
    GetAddressChange,
    GetWayIn,
    GetClinicBrief,
    GetFollowUpBrief,
    GetVisitBrief,
    GetGoing,
    GetPlaceBrief,
)
"""All that is asked here: on a bus that knows users notify may ask nothing else."""


async def contacts_of(ports: Ports, community_id: Id, members: Sequence[Id] = ()) -> ContactsView:
    """How to reach these members, or all."""
    query = GetContacts(community_id=community_id, member_ids=tuple(members))
    return await ports.ask.query(query, ContactsView, token=ports.signer.own())


async def attendance_of(visit_id: Id, ports: Ports) -> GoingView:
    """Who comes along on a visit."""
    return await ports.ask.query(GetGoing(visit_id=visit_id), GoingView, token=ports.signer.own())


async def clinic_brief(clinic_id: Id, ports: Ports) -> ClinicBrief:
    return await ports.ask.query(GetClinicBrief(clinic_id=clinic_id), ClinicBrief, token=ports.signer.own())


async def known_of(message: type[Message], delivery: Delivery, ports: Ports) -> Known:
    """All that is known for this message. Raises `Unwanted` where its clinic or visit no longer exists."""
    return Known(
        public_url=ports.settings.public_url,
        seconds_since=lambda at: (ports.clock.real(ports.clock.now()) - ports.clock.real(at)).total_seconds(),
        topic=await _topic_brief(delivery, ports),
        source=await _SOURCES[message.source](delivery, ports) if message.source else None,
    )


async def _topic_brief(delivery: Delivery, ports: Ports) -> TopicBrief | None:
    try:
        match delivery.topic.partition("-")[0]:
            case "clinic":
                return await clinic_brief(delivery.topic, ports)
            case "visit":
                query = GetVisitBrief(visit_id=delivery.topic, member_id=delivery.member_id)
                return await ports.ask.query(query, VisitBrief, token=ports.signer.own())
            case _:
                return None
    except Refusal as refusal:
        if refusal.status != HTTPStatus.NOT_FOUND:
            raise
        raise Unwanted("What it is about no longer exists.") from None


async def _follow_up(delivery: Delivery, ports: Ports) -> FollowUpBrief | None:
    if not delivery.topic.startswith("clinic-"):
        return None
    query = GetFollowUpBrief(clinic_id=delivery.topic, member_id=delivery.member_id)
    return await ports.ask.query(query, FollowUpBrief, token=ports.signer.own())


async def _place(delivery: Delivery, ports: Ports) -> PlaceBrief:
    stops = tuple(delivery.facts.get(facts.STOPS, "").split())
    query = GetPlaceBrief(visit_id=delivery.topic, member_id=delivery.member_id, stops=stops)
    return await ports.ask.query(query, PlaceBrief, token=ports.signer.own())


async def _invitation(delivery: Delivery, ports: Ports) -> InvitationView | None:
    """The invitation that the message is about; None where it was withdrawn."""
    invitation_id = delivery.facts.get(facts.INVITATION, delivery.member_id)
    query = GetInvitation(community_id=delivery.community_id, invitation_id=invitation_id)
    try:
        return await ports.ask.query(query, InvitationView, token=ports.signer.own())
    except Refusal as refusal:
        if refusal.status != HTTPStatus.NOT_FOUND:
            raise
        return None


async def _way_in(delivery: Delivery, ports: Ports) -> WayInView:
    return await ports.ask.query(GetWayIn(wayin_id=delivery.topic), WayInView, token=ports.signer.own())


async def _address_change(delivery: Delivery, ports: Ports) -> AddressChangeView:
    query = GetAddressChange(
        community_id=delivery.community_id,
        member_id=delivery.member_id,
        change_id=delivery.facts[facts.CHANGE_OF_ADDRESS],
    )
    return await ports.ask.query(query, AddressChangeView, token=ports.signer.own())


_SOURCES: Mapping[type[Source], Callable[[Delivery, Ports], Awaitable[Source | None]]] = {
    FollowUpBrief: _follow_up,
    PlaceBrief: _place,
    InvitationView: _invitation,
    WayInView: _way_in,
    AddressChangeView: _address_change,
}

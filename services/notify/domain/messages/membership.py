"""Messages about coming in: invitations, ways in, other addresses. Pure."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from services.notify.domain.delivery import facts
from services.notify.domain.delivery.state import Delivery
from services.notify.domain.messages.message import Known, Line, Message, Quote, translatable
from services.notify.domain.messages.moments import moment
from shared.contracts.community import AddressChangeView, InvitationView, WayInView
from shared.contracts.types import Id


class InvitationMessage(Message):
    """About an invitation, as long as it is open."""

    source = InvitationView

    @classmethod
    def why_unwanted(cls, delivery: Delivery, known: Known) -> str | None:
        if not isinstance(known.source, InvitationView):
            return "This invitation was withdrawn."
        return "This invitation was accepted already." if known.source.accepted else None


class Invitation(InvitationMessage):
    """Its reader is no member yet: their name and address stand in the invitation."""

    kind = "invitation"
    about = translatable("Invitation to the community")
    for_members = False
    inviter: Line
    role: Line | None = None
    message: Quote | None = None

    @classmethod
    def people(cls, delivery: Delivery, known: Known) -> Mapping[str, Id | None]:
        inviter_id = delivery.facts.get(facts.INVITER, "")
        return {"inviter": inviter_id if "member-" in inviter_id else None}

    @classmethod
    def told(cls, delivery: Delivery, known: Known, zone: str, names: Mapping[str, str]) -> Mapping[str, Any]:
        invitation = known.source
        assert isinstance(invitation, InvitationView)
        where = urlencode({"community": delivery.community_id, "code": invitation.code})
        return {
            "link": f"{known.public_url}/join?{where}",
            "inviter": names.get("inviter") or invitation.community_name,
            "role": delivery.facts.get(facts.ROLE),
        }


class InvitationReturned(InvitationMessage):
    kind = "invitation_returned"
    about = translatable("Your invitation did not arrive")
    invited: Line
    trouble: Line | None = None

    @classmethod
    def told(cls, delivery: Delivery, known: Known, zone: str, names: Mapping[str, str]) -> Mapping[str, Any]:
        assert isinstance(known.source, InvitationView)
        return {"invited": known.source.name, "trouble": delivery.facts.get(facts.TROUBLE)}


class WayIn(Message):
    """The link that lets the reader in. Its code is in this message alone."""

    kind = "way_in"
    about = translatable("A link to come in")
    source = WayInView
    until: Line

    @classmethod
    def why_unwanted(cls, delivery: Delivery, known: Known) -> str | None:
        way_in = known.source
        open_still = isinstance(way_in, WayInView) and way_in.code
        return None if open_still else "This way in was used already, or its time is over."

    @classmethod
    def told(cls, delivery: Delivery, known: Known, zone: str, names: Mapping[str, str]) -> Mapping[str, Any]:
        assert isinstance(known.source, WayInView)
        where = urlencode({"way": delivery.topic, "code": known.source.code})
        return {
            "link": f"{known.public_url}/enter?{where}",
            "until": moment(known.source.expires_at, zone or "UTC"),
        }


class WayInGiven(Message):
    kind = "way_in_given"
    about = translatable("A link to come in was handed to you")
    page = "/settings#devices"
    asker: Line
    """Who made the link."""

    @classmethod
    def people(cls, delivery: Delivery, known: Known) -> Mapping[str, Id | None]:
        return {"asker": delivery.facts.get(facts.ASKER)}


class AddressConfirm(Message):
    """To the address that is not the member's yet."""

    kind = "address_confirm"
    about = translatable("Your new mail address, to be confirmed")
    source = AddressChangeView
    until: Line

    @classmethod
    def why_unwanted(cls, delivery: Delivery, known: Known) -> str | None:
        return _why_no_address(cls.address(known))

    @classmethod
    def address(cls, known: Known) -> str | None:
        return known.source.email if isinstance(known.source, AddressChangeView) else None

    @classmethod
    def told(cls, delivery: Delivery, known: Known, zone: str, names: Mapping[str, str]) -> Mapping[str, Any]:
        change = known.source
        assert isinstance(change, AddressChangeView)
        where = urlencode({"community": delivery.community_id, "member": delivery.member_id, "code": change.code})
        return {
            "link": f"{known.public_url}/address?{where}",
            "until": moment(change.expires_at, zone or "UTC") if change.expires_at else None,
        }


class AddressAsked(Message):
    kind = "address_asked"
    about = translatable("Another mail address was given for you")
    page = "/settings#contact"


class AddressChanged(Message):
    """To the address that is the member's no longer."""

    kind = "address_changed"
    about = translatable("Your mail address was changed")
    source = AddressChangeView

    @classmethod
    def why_unwanted(cls, delivery: Delivery, known: Known) -> str | None:
        return _why_no_address(cls.address(known))

    @classmethod
    def address(cls, known: Known) -> str | None:
        return known.source.former if isinstance(known.source, AddressChangeView) else None


def _why_no_address(address: str | None) -> str | None:
    return None if address else "This address is not to be confirmed any more."

"""Signing in by mail: a way in is a link that lets one member in, once."""

from datetime import datetime
from typing import ClassVar

from shared.contracts.base import Command
from shared.contracts.community.members import CommunityEvent, CommunityQuery
from shared.contracts.types import Email, Id, Line, Private, Value

__all__ = [
    "FindMemberships",
    "GetWayIn",
    "GiveWayIn",
    "Membership",
    "MembershipsView",
    "OfferWayIn",
    "UseWayIn",
    "WayInCommand",
    "WayInGiven",
    "WayInOffered",
    "WayInUsed",
    "WayInView",
]


class WayInCommand(Command):
    service: ClassVar[str] = "community"
    kind: ClassVar[str] = "wayin"


class OfferWayIn(WayInCommand):
    """Somebody gave a mail address of this member to come in with. For the gateway alone; the letter holds the code."""

    creates: ClassVar[bool] = True
    community_id: Id
    member_id: Id


class GiveWayIn(WayInCommand):
    """A convener makes a link that lets a member in who can't read their mail any more, to be handed over by hand. The member
    is told at the address that is known. `GetWayIn` tells the convener its code."""

    creates: ClassVar[bool] = True
    community_id: Id
    member_id: Id


class UseWayIn(WayInCommand):
    """Come in with the code from a letter, once. The code is the right to do it: no token is asked for."""

    wayin_id: Id
    code: Line


class WayInOffered(CommunityEvent):
    wayin_id: Id
    member_id: Id
    expires_at: datetime
    code: Private[str]


class WayInGiven(CommunityEvent):
    """A convener made a link for a member: who for whom, to be looked up later."""

    wayin_id: Id
    member_id: Id
    given_by: Id
    expires_at: datetime
    code: Private[str]


class WayInUsed(CommunityEvent):
    wayin_id: Id
    member_id: Id


class GetWayIn(CommunityQuery):
    """What the letter with a way in needs; for notify, and for the convener who made it by hand."""

    wayin_id: Id


class WayInView(Value):
    code: str
    """Empty where it opens nothing any more."""
    expires_at: datetime


class FindMemberships(CommunityQuery):
    """Who has this mail address; for the gateway alone."""

    email: Email


class Membership(Value):
    community_id: Id
    member_id: Id


class MembershipsView(Value):
    memberships: tuple[Membership, ...]

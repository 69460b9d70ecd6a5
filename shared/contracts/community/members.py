"""Who belongs, in which role, and how to reach them."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints

from shared.contracts.base import Command, Event, Query
from shared.contracts.pages import Piece, Pieces
from shared.contracts.types import Email, Id, Line, OwnZone, Private, Value, Zone

__all__ = [
    "ChangeRole",
    "CommunityCommand",
    "CommunityCreated",
    "CommunityEvent",
    "CommunityQuery",
    "CommunityView",
    "Contact",
    "ContactSet",
    "ContactsView",
    "CreateCommunity",
    "GetCommunity",
    "GetContacts",
    "GetInvitation",
    "GetOwnContact",
    "GetRole",
    "InvitationList",
    "InvitationRenewed",
    "InvitationTakenBack",
    "InvitationView",
    "InviteMember",
    "InvitedPerson",
    "JoinCommunity",
    "LeaveCommunity",
    "ListInvitations",
    "MemberInvited",
    "MemberJoined",
    "MemberLeft",
    "MemberView",
    "OwnContact",
    "RenewInvitation",
    "Role",
    "RoleChanged",
    "RoleView",
    "SetContact",
    "TakeBackInvitation",
    "Webhook",
]

type Role = Literal["convener", "facilitator", "member", "guest"]
"""Convener: looks after the community. Facilitator: may also lead its activities. Member. Guest: invited to some of them."""


def _web_address(url: str) -> str:
    """Whether it looks like one; where posts may really go, the notify service checks each time it posts."""
    if not url:
        return url
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("is not a web address; copy the whole address that the chat tool shows") from None
    if not parts.hostname or not url.isprintable() or set(url) & set(" \\"):
        raise ValueError("is not a web address; copy the whole address that the chat tool shows")
    if "@" in parts.netloc:
        raise ValueError("must not hold a user name or password before the server's name")
    # Plain HTTP works only for the servers an operator has named, and those are named with their port.
    if parts.scheme != "https" and not (parts.scheme == "http" and port):
        raise ValueError("must begin with https://")
    return url


Webhook = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), AfterValidator(_web_address)]
"""The address of a chat channel's webhook, or nothing. Whoever knows it can post there."""


Days = Annotated[int, Field(ge=1, le=366)]


class CommunityCommand(Command):
    service: ClassVar[str] = "community"
    kind: ClassVar[str] = "community"


class CreateCommunity(CommunityCommand):
    """Begin a community; whoever asks becomes its first convener."""

    creates: ClassVar[bool] = True
    name: Line
    purpose: Line = "Learning from each other's practice"
    zone: Zone = "UTC"
    """The IANA time zone its times are shown in, unless a member prefers another."""
    convener_name: Line
    convener_email: Email


class InviteMember(CommunityCommand):
    """Invite a person by mail. The letter holds the code that lets them in; the code is shown nowhere else."""

    community_id: Id
    name: Line
    email: Email
    role: Role = "member"
    days: Days = 30
    """For how long the link in the letter lets them in."""


class RenewInvitation(CommunityCommand):
    """Let an invitation run for so many days from now. The letter with its link goes out again."""

    community_id: Id
    invitation_id: Id
    days: Days = 30


class TakeBackInvitation(CommunityCommand):
    """Somebody is not invited after all: the wrong address, or another mind. Their letter's link opens nothing from then on."""

    community_id: Id
    invitation_id: Id


class JoinCommunity(CommunityCommand):
    """Accept an invitation, with the code from its letter. The code is the right to do it: no token is asked for."""

    community_id: Id
    code: Line


class ChangeRole(CommunityCommand):
    community_id: Id
    member_id: Id
    role: Role


class LeaveCommunity(CommunityCommand):
    """Leave, or (as a convener) let somebody else go."""

    community_id: Id
    member_id: Id


class SetContact(CommunityCommand):
    """How whoever asks wants to be reached. Another `email` counts once it is confirmed (`ConfirmAddress`) with the code that
    is mailed there. An empty `chat_webhook` switches chat posts off; an empty `zone` means the community's."""

    community_id: Id
    email: Email
    chat_webhook: Webhook = ""
    zone: OwnZone = ""


class CommunityEvent(Event):
    service: ClassVar[str] = "community"
    community_id: Id


class CommunityCreated(CommunityEvent):
    name: Private[str]
    purpose: Private[str]
    zone: str


class MemberInvited(CommunityEvent):
    """Somebody was invited; the invitation waits until they join."""

    invitation_id: Id
    role: Role
    name: Private[str]
    expires_at: datetime | None = None
    """None in those of versions whose invitations never ran out: they do, thirty days after the first start of a later one."""
    email: Private[str]
    code: Private[str]


class InvitationRenewed(CommunityEvent):
    """It runs until then, and its letter goes out again."""

    invitation_id: Id
    role: Role
    expires_at: datetime


class InvitationTakenBack(CommunityEvent):
    """Nobody can join with it any more."""

    invitation_id: Id


class MemberJoined(CommunityEvent):
    """Somebody belongs now. `invitation_id` is empty for whoever began the community."""

    member_id: Id
    role: Role
    invitation_id: Id | None = None
    name: Private[str]
    email: Private[str]


class RoleChanged(CommunityEvent):
    member_id: Id
    role: Role


class MemberLeft(CommunityEvent):
    member_id: Id


class ContactSet(CommunityEvent):
    member_id: Id
    email: Private[str]
    chat_webhook: Private[str]
    zone: Private[str]


class CommunityQuery(Query):
    service: ClassVar[str] = "community"


class GetCommunity(CommunityQuery):
    """The community as its members may see it: name, purpose, members with their roles and names."""

    community_id: Id


class GetRole(CommunityQuery):
    """The role of one member; for the other services."""

    community_id: Id
    member_id: Id


class GetContacts(CommunityQuery):
    """How to reach these members, or all with an empty list; for notify alone."""

    community_id: Id
    member_ids: tuple[Id, ...] = ()


class GetInvitation(CommunityQuery):
    """What the letter of one invitation needs; for notify alone."""

    community_id: Id
    invitation_id: Id


class GetOwnContact(CommunityQuery):
    """How whoever asks can be reached, as they set it; nobody else may ask."""

    community_id: Id


class OwnContact(Value):
    email: str
    chat_webhook: str
    zone: str
    """Empty where the community's holds."""
    proposed_email: str = ""
    """The address that is to be theirs and is not confirmed yet."""
    proposed_until: datetime | None = None


class ListInvitations(Pieces, CommunityQuery):
    """Who was invited and has not joined yet, the latest first; for conveners and facilitators."""

    community_id: Id


class InvitedPerson(Value):
    invitation_id: Id
    name: str
    email: str
    role: Role
    expires_at: datetime | None = None
    """From then on its link lets nobody in, until it is renewed."""


class InvitationList(Piece):
    invitations: tuple[InvitedPerson, ...]


class MemberView(Value):
    member_id: Id
    name: str
    role: Role


class CommunityView(Value):
    id: Id
    version: int
    name: str
    purpose: str
    zone: str
    members: tuple[MemberView, ...]


class RoleView(Value):
    role: Role | None
    """None: does not belong."""


class Contact(Value):
    member_id: Id
    name: str
    email: str
    chat_webhook: str
    zone: str
    role: Role = "member"


class ContactsView(Value):
    community_name: str
    contacts: tuple[Contact, ...]


class InvitationView(Value):
    """What the letter says; empty but for the community's name once the invitation was `accepted`."""

    community_name: str
    name: str
    email: str
    code: str
    accepted: bool

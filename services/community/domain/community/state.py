"""The state of a community, and how each event changes it. Pure."""

from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict

from shared.contracts import community as c
from shared.contracts.addresses import mailbox
from shared.contracts.types import Id
from shared.domain import Evolver
from shared.domain.collections import Shelf

MOST_KEPT = 20
"""Of what a member's state keeps from before."""


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class AddressChange(Frozen):
    """An address that a member gave and nobody has confirmed yet."""

    id: Id
    email: str
    code: str
    expires_at: datetime


class Member(Frozen):
    """Somebody who belongs. Where `zone` is empty the community's holds for them."""

    id: Id
    role: c.Role
    name: str
    email: str
    chat_webhook: str = ""
    zone: str = ""
    change: AddressChange | None = None
    proposed_at: tuple[datetime, ...] = ()
    """When they gave other addresses, the last few times."""
    former: tuple[tuple[Id, str], ...] = ()
    """By change the address it replaced, of the last ones: whoever reads it is told."""
    sign_outs: int = 0
    """How often they signed out everywhere: sessions from before the last time are over."""


INVITED_FOR = timedelta(days=30)


class Invitation(Frozen):
    """Once it is `used`, only the code is kept: to tell whoever brings it again."""

    id: Id
    role: c.Role
    code: str
    name: str = ""
    email: str = ""
    used: bool = False
    expires_at: datetime | None = None

    def ends(self, first_start: datetime | None) -> datetime | None:
        """When it runs out: one that does not say, thirty days after invitations began to."""
        return self.expires_at or (first_start + INVITED_FOR if first_start else None)


class Community(Frozen):
    id: Id
    name: str
    purpose: str
    zone: str
    members: Shelf[Id, Member] = Shelf()
    """Who belongs now; whoever leaves is not kept here."""
    invitations: Shelf[Id, Invitation] = Shelf()

    @property
    def community_id(self) -> Id:
        return self.id

    def role_of(self, member: Id) -> c.Role | None:
        """The role of a member, or None for whoever does not belong."""
        found = self.members.get(member)
        return found.role if found else None

    def is_last_convener(self, member: Id) -> bool:
        return [member.id for member in self.members.values() if member.role == "convener"] == [member]

    def belongs_by_mail(self, email: str, apart_from: Id = "") -> bool:
        wanted = mailbox(email)
        return any(mailbox(member.email) == wanted for member in self.members.values() if member.id != apart_from)

    def is_invited(self, email: str) -> bool:
        return any(
            not invitation.used and same_mailbox(invitation.email, email) for invitation in self.invitations.values()
        )


def same_mailbox(name: str, other: str) -> bool:
    """Whether two addresses reach the same person, however they are written."""
    return mailbox(name) == mailbox(other)


evolve: Evolver[Community] = Evolver()


@evolve.on
def community_created(_: Community | None, event: c.CommunityCreated) -> Community:
    return Community(id=event.community_id, name=event.name, purpose=event.purpose, zone=event.zone)


@evolve.on
def member_invited(community: Community, event: c.MemberInvited) -> Community:
    invitation = Invitation(
        id=event.invitation_id,
        role=event.role,
        code=event.code,
        name=event.name,
        email=event.email,
        expires_at=event.expires_at,
    )
    return community.model_copy(update={"invitations": community.invitations.put(invitation.id, invitation)})


@evolve.on
def invitation_renewed(community: Community, event: c.InvitationRenewed) -> Community:
    invitation = community.invitations.get(event.invitation_id)
    if invitation is None:
        return community
    invitation = invitation.model_copy(update={"expires_at": event.expires_at})
    return community.model_copy(update={"invitations": community.invitations.put(invitation.id, invitation)})


@evolve.on
def invitation_taken_back(community: Community, event: c.InvitationTakenBack) -> Community:
    return community.model_copy(update={"invitations": community.invitations.drop(event.invitation_id)})


@evolve.on
def member_joined(community: Community, event: c.MemberJoined) -> Community:
    member = Member(id=event.member_id, role=event.role, name=event.name, email=event.email)
    invitations = community.invitations
    for invitation in community.invitations.values():
        # Whoever was invited twice has come in once: the other letter's code is used up, too.
        if not invitation.used and (
            invitation.id == event.invitation_id or same_mailbox(invitation.email, event.email)
        ):
            invitations = invitations.put(
                invitation.id, Invitation(id=invitation.id, role=invitation.role, code=invitation.code, used=True)
            )
    return community.model_copy(
        update={"members": community.members.put(member.id, member), "invitations": invitations}
    )


@evolve.on
def role_changed(community: Community, event: c.RoleChanged) -> Community:
    return _changed(community, event.member_id, role=event.role)


@evolve.on
def member_left(community: Community, event: c.MemberLeft) -> Community:
    return community.model_copy(update={"members": community.members.drop(event.member_id)})


@evolve.on
def contact_set(community: Community, event: c.ContactSet) -> Community:
    return _changed(community, event.member_id, email=event.email, chat_webhook=event.chat_webhook, zone=event.zone)


@evolve.on
def address_proposed(community: Community, event: c.AddressProposed) -> Community:
    change = AddressChange(id=event.change_id, email=event.email, code=event.code, expires_at=event.expires_at)
    at = (*community.members[event.member_id].proposed_at, event.proposed_at)[-MOST_KEPT:]
    return _changed(community, event.member_id, change=change, proposed_at=at)


@evolve.on
def address_confirmed(community: Community, event: c.AddressConfirmed) -> Community:
    member = community.members[event.member_id]
    former = (*member.former, (event.change_id, member.email))[-MOST_KEPT:]
    return _changed(community, event.member_id, email=event.email, change=None, former=former)


@evolve.on
def address_withdrawn(community: Community, event: c.AddressWithdrawn) -> Community:
    return _changed(community, event.member_id, change=None)


@evolve.on
def signed_out_everywhere(community: Community, event: c.SignedOutEverywhere) -> Community:
    member = community.members.get(event.member_id)
    return _changed(community, event.member_id, sign_outs=member.sign_outs + 1) if member else community


def _changed(community: Community, member: Id, **fields: Any) -> Community:
    changed = community.members[member].model_copy(update=fields)
    return community.model_copy(update={"members": community.members.put(member, changed)})

"""What each command of a community leads to, or why it is refused. Pure."""

import hmac
from collections.abc import Sequence
from datetime import timedelta

from services.community.domain.address_change import confirmation, proposal, withdrawal
from services.community.domain.community.state import Community, Invitation, Member
from services.community.domain.guards import require_in_person
from shared.contracts import community as c
from shared.contracts.addresses import mailbox
from shared.contracts.base import Event, Id, derived_id
from shared.domain import Context, Decider, Refusal, conflict, forbidden, invalid, not_found

decide: Decider[Community] = Decider()

FACILITATORS_INVITE: tuple[c.Role, ...] = ("member", "guest")
"""The roles a facilitator may invite into; a convener may invite into all."""


@decide.on
def create_community(community: Community | None, command: c.CreateCommunity, context: Context) -> Sequence[Event]:
    if not context.actor.is_operator:
        raise forbidden("A community is begun by an operator of this house. Ask them.")
    if community is not None:
        return []
    return [
        c.CommunityCreated(community_id=context.stream, name=command.name, purpose=command.purpose, zone=command.zone),
        c.MemberJoined(
            community_id=context.stream,
            member_id=derived_id("member", context.stream),
            role="convener",
            name=command.convener_name,
            email=command.convener_email,
        ),
    ]


@decide.on
def invite_member(community: Community, command: c.InviteMember, context: Context) -> Sequence[Event]:
    role = _asker(community, context).role
    if role not in ("convener", "facilitator"):
        raise forbidden("Conveners and facilitators invite. Ask one of them.")
    if role == "facilitator" and command.role not in FACILITATORS_INVITE:
        raise forbidden(f"Facilitators invite members and guests; a convener can invite a {command.role}.")
    if community.belongs_by_mail(command.email):
        raise conflict("already-belongs", "Somebody with this mail address belongs already.", field="email")
    _require_same_name(community, command)
    invitation_id = context.new_id("invitation")
    if invitation_id in community.invitations:  # or the member who came with it would be made anew
        return []
    return [
        c.MemberInvited(
            community_id=community.id,
            invitation_id=invitation_id,
            role=command.role,
            name=command.name,
            email=command.email,
            code=context.secret,
            expires_at=context.now + timedelta(days=command.days),
        )
    ]


@decide.on
def renew_invitation(community: Community, command: c.RenewInvitation, context: Context) -> Sequence[Event]:
    role = _asker(community, context).role
    invitation = community.invitations.get(command.invitation_id)
    if role not in ("convener", "facilitator"):
        raise forbidden("Conveners and facilitators invite. Ask one of them.")
    if invitation is None:
        raise invalid("There is no such invitation; it may have been taken back.", "invitation_id")
    if role == "facilitator" and invitation.role not in FACILITATORS_INVITE:
        raise forbidden(f"Facilitators invite members and guests; a convener can invite a {invitation.role}.")
    if invitation.used:
        raise conflict("invitation-used", "They have joined already. A convener can let them go.")
    return [
        c.InvitationRenewed(
            community_id=community.id,
            invitation_id=invitation.id,
            role=invitation.role,
            expires_at=context.now + timedelta(days=command.days),
        )
    ]


@decide.on
def take_back_invitation(community: Community, command: c.TakeBackInvitation, context: Context) -> Sequence[Event]:
    role = _asker(community, context).role
    invitation = community.invitations.get(command.invitation_id)
    if role not in ("convener", "facilitator"):
        raise forbidden("Conveners and facilitators take invitations back. Ask one of them.")
    if invitation is None:
        return []
    if role == "facilitator" and invitation.role not in FACILITATORS_INVITE:
        raise forbidden(f"A convener can take back the invitation of a {invitation.role}.")
    if invitation.used:
        raise conflict("invitation-used", "They have joined already. A convener can let them go.")
    return [c.InvitationTakenBack(community_id=community.id, invitation_id=invitation.id)]


@decide.on
def join_community(community: Community, command: c.JoinCommunity, context: Context) -> Sequence[Event]:
    invitation = _invitation_of(community, command.code)
    if invitation is None:
        raise not_found()
    if invitation.used:
        raise Refusal(
            410,
            "invitation-used",
            "This invitation was used already. If that was you, sign in; if not, ask a convener for a new one.",
        )
    if community.belongs_by_mail(invitation.email):
        raise conflict("already-belongs", "Somebody with this mail address belongs already. Sign in instead.")
    ends = invitation.ends(context.known)
    if ends is not None and ends <= context.now:
        raise Refusal(410, "invitation-over", "This invitation has run out. Ask whoever invited you to renew it.")
    return [
        c.MemberJoined(
            community_id=community.id,
            member_id=derived_id("member", invitation.id),
            role=invitation.role,
            invitation_id=invitation.id,
            name=invitation.name,
            email=invitation.email,
        )
    ]


@decide.on
def change_role(community: Community, command: c.ChangeRole, context: Context) -> Sequence[Event]:
    if _asker(community, context).role != "convener":
        raise forbidden("Only a convener changes roles. Ask one.")
    member = _somebody(community, command.member_id)
    if member.role == command.role:
        return []
    if community.is_last_convener(member.id):
        raise _last_convener(leaves=False)
    return [c.RoleChanged(community_id=community.id, member_id=member.id, role=command.role)]


@decide.on
def leave_community(community: Community, command: c.LeaveCommunity, context: Context) -> Sequence[Event]:
    asker = _asker(community, context)
    if asker.id != command.member_id and asker.role != "convener":
        raise forbidden("You can leave yourself; only a convener lets somebody else go.")
    member = _somebody(community, command.member_id)
    if community.is_last_convener(member.id):
        raise _last_convener(leaves=True)
    return [c.MemberLeft(community_id=community.id, member_id=member.id)]


@decide.on
def set_contact(community: Community, command: c.SetContact, context: Context) -> Sequence[Event]:
    asker = _asker(community, context)
    # Links to sign in go to this address: who may change it may become the member.
    require_in_person(context.actor, "How you are reached is changed by you, signed in, not with an access token.")
    proposed = proposal(community, asker, command.email, context)
    wanted = {"email": asker.email, "chat_webhook": command.chat_webhook, "zone": command.zone}
    if asker.model_copy(update=wanted) == asker:
        return proposed
    return [c.ContactSet(community_id=community.id, member_id=asker.id, **wanted), *proposed]


@decide.on
def confirm_address(community: Community, command: c.ConfirmAddress, context: Context) -> Sequence[Event]:
    return confirmation(community, command, context)


@decide.on
def withdraw_address(community: Community, command: c.WithdrawAddress, context: Context) -> Sequence[Event]:
    return withdrawal(community, _asker(community, context), context)


@decide.on
def sign_out_everywhere(community: Community, command: c.SignOutEverywhere, context: Context) -> Sequence[Event]:
    asker = _asker(community, context)
    require_in_person(context.actor, "Devices are signed out by people who are signed in, not with an access token.")
    return [c.SignedOutEverywhere(community_id=community.id, member_id=asker.id)]


def _asker(community: Community, context: Context) -> Member:
    """The member who asks; to those who do not belong, the community does not exist."""
    found = community.members.get(context.actor.id) if context.actor.kind == "member" else None
    if found is None:
        raise not_found()
    return found


def _somebody(community: Community, member: Id) -> Member:
    """The member a command is about."""
    found = community.members.get(member)
    if found is None:
        raise invalid("Nobody in this community has this id; they may have left.", "member_id")
    return found


def _require_same_name(community: Community, command: c.InviteMember) -> None:
    """Whoever is invited again is the same person: the link that is used first must not decide what they are called."""
    wanted = mailbox(command.email)
    for invitation in community.invitations.values():
        if invitation.used or mailbox(invitation.email) != wanted or _plain(invitation.name) == _plain(command.name):
            continue
        raise conflict(
            "already-invited",
            "This address is invited already under another name. Take that invitation back first.",
            field="email",
        )


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _invitation_of(community: Community, code: str) -> Invitation | None:
    """The invitation with this code. Takes as long for a wrong code as for a right one, however much of it is right."""
    given, found = code.encode(), None
    for invitation in community.invitations.values():
        if hmac.compare_digest(invitation.code.encode(), given):
            found = invitation
    return found


def _last_convener(*, leaves: bool) -> Refusal:
    return conflict(
        "last-convener",
        f"The only convener cannot {'leave' if leaves else 'step down'}: nobody could look after the community. "
        "Make somebody else convener first.",
    )

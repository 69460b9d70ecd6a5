"""Another mail address for a member: proposed by them, confirmed by whoever reads it, until then of no effect. Pure.

Links to sign in go to a member's address, so an unproved one would let a member take over mails of somebody else.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from services.community.domain.community.state import AddressChange, Community, Member, same_mailbox
from services.community.domain.guards import require_in_person
from shared.contracts import community as c
from shared.contracts.base import Event
from shared.domain import Context, Refusal, conflict, not_found

OPEN_FOR = timedelta(days=2)
MOST_WITHIN_A_DAY = 5
"""Each sends a mail to an address that may be a stranger's."""
A_DAY = timedelta(days=1)


def proposal(community: Community, member: Member, email: str, context: Context) -> Sequence[Event]:
    """What giving an address leads to; `Refusal` for one that is somebody else's, without a word on whose."""
    if same_mailbox(email, member.email) or _is_proposed(member, email, context.now):
        return []
    if community.belongs_by_mail(email, apart_from=member.id) or community.is_invited(email):
        raise _taken()
    if len([moment for moment in member.proposed_at if moment > context.now - A_DAY]) >= MOST_WITHIN_A_DAY:
        raise Refusal(
            429,
            "too-often",
            "You have given many addresses today. Try again tomorrow.",
            retry_after=A_DAY // timedelta(seconds=1),
        )
    return [
        c.AddressProposed(
            community_id=community.id,
            member_id=member.id,
            change_id=context.new_id("address"),
            proposed_at=context.now,
            expires_at=context.now + OPEN_FOR,
            email=email,
            code=context.secret,
        )
    ]


def confirmation(community: Community, command: c.ConfirmAddress, context: Context) -> Sequence[Event]:
    member = community.members.get(command.member_id)
    if member is None:
        raise not_found()
    change = member.change
    if change is None:
        detail = (
            "This link was used already, or the address was taken back. If need be, give it again in your settings."
        )
        raise Refusal(410, "link-used", detail)
    if not hmac.compare_digest(change.code.encode(), command.code.encode()):
        raise not_found()
    if change.expires_at <= context.now:
        detail = "This link was good for two days, which are over. Give the address again in your settings."
        raise Refusal(410, "link-over", detail)
    if community.belongs_by_mail(change.email, apart_from=member.id):
        raise _taken()
    return [c.AddressConfirmed(community_id=community.id, member_id=member.id, change_id=change.id, email=change.email)]


def withdrawal(community: Community, member: Member, context: Context) -> Sequence[Event]:
    require_in_person(context.actor, "How you are reached is changed by you, signed in, not with an access token.")
    if member.change is None:
        return []
    return [c.AddressWithdrawn(community_id=community.id, member_id=member.id, change_id=member.change.id)]


def address_change_view(community: Community, query: c.GetAddressChange, now: datetime) -> c.AddressChangeView:
    """What is still to be confirmed, or the address from before."""
    member = community.members.get(query.member_id)
    change: AddressChange | None = member.change if member else None
    if change is not None and change.id == query.change_id and change.expires_at > now:
        return c.AddressChangeView(email=change.email, code=change.code, expires_at=change.expires_at)
    former = dict(member.former).get(query.change_id, "") if member else ""
    return c.AddressChangeView(former=former)


def _is_proposed(member: Member, email: str, now: datetime) -> bool:
    return member.change is not None and member.change.email == email and member.change.expires_at > now


def _taken() -> Refusal:
    detail = "This address can't be used here. Give another one, or ask a convener."
    return conflict("address-taken", detail, errors=[{"field": "email", "detail": detail}])

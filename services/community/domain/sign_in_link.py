"""Signing in by mail: a way in is offered to a member, and used once, soon. Pure."""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from services.community.domain.community.state import Community
from services.community.domain.guards import require_in_person
from shared.contracts import community as c
from shared.contracts.base import Event
from shared.contracts.types import Id
from shared.domain import Context, Decider, Evolver, Refusal, forbidden, invalid, not_found

OPEN_FOR = timedelta(hours=1)
GIVEN_FOR = timedelta(days=1)
"""Of a link that is handed over: people may have to meet for it."""


class WayIn(BaseModel):
    """A link that lets one member in. `code` is empty once it was used."""

    model_config = ConfigDict(frozen=True)

    id: Id
    community_id: Id
    member_id: Id
    expires_at: datetime
    code: str
    given_by: Id = ""
    """The convener who made it by hand; empty where it was mailed."""


evolve: Evolver[WayIn] = Evolver()
decide: Decider[WayIn] = Decider()


@evolve.on
def way_in_offered(_: WayIn | None, event: c.WayInOffered) -> WayIn:
    return WayIn(
        id=event.wayin_id,
        community_id=event.community_id,
        member_id=event.member_id,
        expires_at=event.expires_at,
        code=event.code,
    )


@evolve.on
def way_in_given(_: WayIn | None, event: c.WayInGiven) -> WayIn:
    return WayIn(id=event.wayin_id, **event.model_dump(exclude={"wayin_id"}))


@evolve.on
def way_in_used(way_in: WayIn, event: c.WayInUsed) -> WayIn:
    return way_in.model_copy(update={"code": ""})


@decide.on
def offer_way_in(way_in: WayIn | None, command: c.OfferWayIn, context: Context) -> Sequence[Event]:
    if not context.actor.is_service("gateway"):
        raise forbidden("Ask for a way in on the sign-in page: it comes by mail.")
    if way_in is not None:
        return []
    if not context.known:
        raise not_found()
    return [
        c.WayInOffered(
            community_id=command.community_id,
            wayin_id=context.stream,
            member_id=command.member_id,
            expires_at=context.now + OPEN_FOR,
            code=context.secret,
        )
    ]


@decide.on
def give_way_in(way_in: WayIn | None, command: c.GiveWayIn, context: Context) -> Sequence[Event]:
    community: Community | None = context.known
    role = community.role_of(context.actor.id) if community and context.actor.kind == "member" else None
    if community is None or role is None:
        raise not_found()
    require_in_person(
        context.actor, "A link that lets a member in is made by a convener who is signed in, not with an access token."
    )
    if role != "convener":
        raise forbidden("Only a convener makes a link that lets a member in. Ask one.")
    if way_in is not None:
        return []
    if command.member_id not in community.members:
        raise invalid("Nobody in this community has this id; they may have left.", "member_id")
    return [
        c.WayInGiven(
            community_id=command.community_id,
            wayin_id=context.stream,
            member_id=command.member_id,
            given_by=context.actor.id,
            expires_at=context.now + GIVEN_FOR,
            code=context.secret,
        )
    ]


@decide.on
def use_way_in(way_in: WayIn | None, command: c.UseWayIn, context: Context) -> Sequence[Event]:
    if way_in is None:
        raise not_found()
    if not way_in.code:
        raise Refusal(410, "link-used", "This link was used already. Ask for a new one on the sign-in page.")
    if not hmac.compare_digest(way_in.code.encode(), command.code.encode()):
        raise not_found()
    if way_in.expires_at <= context.now and way_in.given_by:
        raise Refusal(410, "link-over", "This link was good for a day, which is over. Ask a convener for a new one.")
    if way_in.expires_at <= context.now:
        raise Refusal(410, "link-over", "This link was good for an hour, which is over. Ask for a new one.")
    if not context.known:
        raise Refusal(410, "link-over", "Whom this link was for no longer belongs to the community.")
    return [c.WayInUsed(community_id=way_in.community_id, wayin_id=way_in.id, member_id=way_in.member_id)]

"""Access tokens: issued by a member for their own programs, revoked by them or a convener. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from services.community.domain.community.state import Community
from services.community.domain.guards import require_in_person
from shared.contracts import community as c
from shared.contracts.base import Event
from shared.contracts.types import Id
from shared.domain import Context, Decider, Evolver, not_found


class Token(BaseModel):
    """What is known of a token; the token itself is kept nowhere."""

    model_config = ConfigDict(frozen=True)

    id: Id
    community_id: Id
    member_id: Id
    name: str
    scopes: tuple[c.Scope, ...]
    issued_at: datetime
    expires_at: datetime
    revoked: bool = False


evolve: Evolver[Token] = Evolver()
decide: Decider[Token] = Decider()


@evolve.on
def token_issued(_: Token | None, event: c.TokenIssued) -> Token:
    return Token(
        id=event.token_id,
        community_id=event.community_id,
        member_id=event.member_id,
        name=event.name,
        scopes=event.scopes,
        issued_at=event.issued_at,
        expires_at=event.expires_at,
    )


@evolve.on
def token_revoked(token: Token, event: c.TokenRevoked) -> Token:
    return token.model_copy(update={"revoked": True})


@decide.on
def issue_token(token: Token | None, command: c.IssueToken, context: Context) -> Sequence[Event]:
    _require_member_in_person(context)
    if token is not None:
        return []
    _require_role(context)
    return [
        c.TokenIssued(
            community_id=command.community_id,
            token_id=context.stream,
            member_id=context.actor.id,
            scopes=tuple(sorted(set(command.scopes))),
            issued_at=context.now,
            expires_at=context.now + timedelta(days=command.days),
            name=command.name,
        )
    ]


@decide.on
def revoke_token(token: Token | None, command: c.RevokeToken, context: Context) -> Sequence[Event]:
    _require_member_in_person(context)
    if token is None:
        raise not_found()
    # Other members don't learn that there is such a token.
    if context.actor.id != token.member_id and _require_role(context) != "convener":
        raise not_found()
    if token.revoked:
        return []
    return [c.TokenRevoked(community_id=token.community_id, token_id=token.id, member_id=token.member_id)]


def _require_member_in_person(context: Context) -> None:
    """A token must not make others, nor end those that would stop it."""
    if context.actor.kind != "member":
        raise not_found()
    require_in_person(
        context.actor, "Access tokens are made and revoked by people who are signed in, not with another token."
    )


def _require_role(context: Context) -> c.Role:
    community: Community | None = context.known
    role = community.role_of(context.actor.id) if community else None
    if role is None:
        raise not_found()
    return role

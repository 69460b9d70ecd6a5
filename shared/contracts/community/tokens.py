"""Access tokens: with them a member's own programs may do a part of what the member may."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.contracts.base import Command
from shared.contracts.community.members import CommunityEvent, CommunityQuery
from shared.contracts.pages import Piece, Pieces
from shared.contracts.types import Id, Line, Private, Value

__all__ = [
    "GetTokenState",
    "IssueToken",
    "ListTokens",
    "RevokeToken",
    "Scope",
    "TokenCommand",
    "TokenIssued",
    "TokenList",
    "TokenRevoked",
    "TokenState",
    "TokenView",
]

type Scope = Literal["read", "community:write", "clinic:write", "trips:write", "notify:write"]
"""What a token is good for: asking anything its member may ask, or the commands of one service."""


class TokenCommand(Command):
    service: ClassVar[str] = "community"
    kind: ClassVar[str] = "token"


class IssueToken(TokenCommand):
    """Make an access token for a program of one's own. The token itself is in the answer, and shown nowhere else."""

    creates: ClassVar[bool] = True
    community_id: Id
    name: Line
    """What it is for, so that its owner knows it again."""
    scopes: tuple[Scope, ...] = Field(min_length=1, max_length=5)
    days: Annotated[int, Field(ge=1, le=366)] = 90


class RevokeToken(TokenCommand):
    """End an access token before its time: its owner, or a convener."""

    token_id: Id


class TokenIssued(CommunityEvent):
    token_id: Id
    member_id: Id
    scopes: tuple[Scope, ...]
    issued_at: datetime
    expires_at: datetime
    name: Private[str]


class TokenRevoked(CommunityEvent):
    token_id: Id
    member_id: Id


class ListTokens(Pieces, CommunityQuery):
    """The access tokens of whoever asks, newest first; without the tokens themselves."""

    community_id: Id


class GetTokenState(CommunityQuery):
    """Whether a token still holds; for services."""

    token_id: Id


class TokenView(Value):
    id: Id
    name: str
    scopes: tuple[Scope, ...]
    issued_at: datetime
    expires_at: datetime
    revoked: bool


class TokenList(Piece):
    tokens: tuple[TokenView, ...]


class TokenState(Value):
    holds: bool

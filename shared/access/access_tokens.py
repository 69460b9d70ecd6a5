"""What access tokens are good for, and whether they and sessions still hold: checked by every service that does something
for one."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from shared.bus.client import BusClient
from shared.contracts.community import (
    GetSessionState,
    GetTokenState,
    MemberLeft,
    SessionEnded,
    SessionState,
    SignedOutEverywhere,
    TokenRevoked,
    TokenState,
)
from shared.domain import Actor, Refusal

FRESH_SECONDS = 60.0
MOST_REMEMBERED = 10_000
READ = "read"


def write_scope(service: str) -> str:
    """The scope with which a service's commands are done."""
    return f"{service}:write"


def require_scope(actor: Actor, scope: str) -> None:
    """`Refusal` (403) where an access token is not good for this."""
    if actor.scopes is not None and scope not in actor.scopes:
        held = ", ".join(sorted(actor.scopes)) or "nothing"
        raise Refusal(
            403,
            "scope-missing",
            f"This access token is good for {held}; this takes one that is good for {scope}.",
            scope=scope,
        )


type Ended = TokenRevoked | SessionEnded | SignedOutEverywhere | MemberLeft


@dataclass(frozen=True, slots=True)
class Held:
    """An access token, or a session, that held when it was asked about."""

    member: str
    at: float


class AccessTokens:
    """Which access tokens and sessions still hold. Asked of the community service now and then; an end is heard at once."""

    def __init__(self, client: BusClient, own_token: Callable[[], str]) -> None:
        self._client = client
        self._own_token = own_token
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._ended: OrderedDict[str, None] = OrderedDict()
        self._heard = 0

    async def check(self, actor: Actor) -> None:
        """`Refusal` (401) where what the actor speaks with was ended or its owner is gone; 503 where nobody can tell."""
        what = actor.token_id or actor.session_id
        held = self._held.get(what)
        if not what or (held is not None and time.monotonic() - held.at < FRESH_SECONDS):
            return
        if what in self._ended:  # for good: nobody need be asked again
            raise _over(actor)
        heard = self._heard
        try:
            holds = await self._ask(actor)
        except Refusal as refusal:
            # While its service is away no session is ended, and people go on with what they are doing.
            if refusal.status == 503 and held is not None and actor.session_id:  # noqa: PLR2004
                return
            raise
        if not holds:
            self._held.pop(what, None)
            self._ended[what] = None
            if len(self._ended) > MOST_REMEMBERED:
                self._ended.popitem(last=False)
            raise _over(actor)
        if heard == self._heard:
            self._remember(what, actor.id)
        # Otherwise an end was announced meanwhile, and nobody can tell which is newer: the next one asks again.

    async def _ask(self, actor: Actor) -> bool:
        token = self._own_token()
        try:
            if actor.token_id:
                query = GetTokenState(token_id=actor.token_id)
                return (await self._client.query(query, TokenState, token=token)).holds
            asked = GetSessionState(session_id=actor.session_id)
            return (await self._client.query(asked, SessionState, token=token)).holds
        except Refusal as refusal:
            if refusal.status in (404, 422):
                return False
            raise

    def _remember(self, what: str, member: str) -> None:
        self._held[what] = Held(member, time.monotonic())
        self._held.move_to_end(what)
        if len(self._held) > MOST_REMEMBERED:
            self._held.popitem(last=False)

    def hear(self, event: Ended) -> None:
        """What was relied on is asked about again."""
        self._heard += 1
        match event:
            case TokenRevoked():
                self._held.pop(event.token_id, None)
            case SessionEnded():
                self._held.pop(event.session_id, None)
            case _:
                for what in [what for what, held in self._held.items() if held.member == event.member_id]:
                    del self._held[what]


def _over(actor: Actor) -> Refusal:
    if actor.token_id:
        return Refusal(401, "token-revoked", "This access token no longer holds. Make another one in the settings.")
    return Refusal(401, "session-over", "This sign-in was ended, or is over. Sign in again.")

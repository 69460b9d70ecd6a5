"""What access tokens are good for, and whether they still are: checked by every service that does something for one."""

import time
from collections import OrderedDict
from collections.abc import Callable

from shared.bus.client import BusClient
from shared.contracts.community import GetTokenState, TokenRevoked, TokenState
from shared.domain import Actor, Refusal

FRESH_SECONDS = 60.0
MOST_REMEMBERED = 10_000
READ = "read"


def writing(service: str) -> str:
    """The scope with which a service's commands are done."""
    return f"{service}:write"


def must_reach(actor: Actor, scope: str) -> None:
    """`Refusal` (403) where an access token is not good for this."""
    if actor.scopes is not None and scope not in actor.scopes:
        held = ", ".join(sorted(actor.scopes)) or "nothing"
        raise Refusal(
            403,
            "scope-missing",
            f"This access token is good for {held}; this takes one that is good for {scope}.",
            scope=scope,
        )


class Access:
    """Which access tokens still hold. Asked of the community service now and then; a revocation is heard at once."""

    def __init__(self, client: BusClient, own_token: Callable[[], str]) -> None:
        self._client = client
        self._own_token = own_token
        self._held: OrderedDict[str, float] = OrderedDict()

    async def check(self, actor: Actor) -> None:
        """`Refusal` (401) where the token was revoked or its owner is gone; 503 where nobody can tell."""
        if actor.scopes is None or time.monotonic() - self._held.get(actor.token_id, 0.0) < FRESH_SECONDS:
            return
        query = GetTokenState(token_id=actor.token_id)
        try:
            state = await self._client.query(query, TokenState, token=self._own_token())
        except Refusal as refusal:
            if refusal.status not in (404, 422):
                raise
            raise _over() from None
        if not state.holds:
            raise _over()
        self._held[actor.token_id] = time.monotonic()
        self._held.move_to_end(actor.token_id)
        if len(self._held) > MOST_REMEMBERED:
            self._held.popitem(last=False)

    def hear(self, event: TokenRevoked) -> None:
        """A token that was relied on is asked about again."""
        self._held.pop(event.token_id, None)


def _over() -> Refusal:
    return Refusal(401, "token-revoked", "This access token no longer holds. Make another one in the settings.")

"""What every request may use: the house behind the door, and what is going on at it."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from fastapi import Request
from pydantic import BaseModel
from starlette.types import ASGIApp, Receive, Scope, Send

from services.gateway.http.guess_limit import Guesses, has_code, visiting
from services.gateway.http.oidc import Provider
from services.gateway.http.rate_limit import RateLimits
from services.gateway.http.uploads import Uploads
from services.gateway.live.hub import Limits, Streams
from services.gateway.live.sessions import Sessions
from shared.contracts.base import Command, Query
from shared.contracts.community import SetContact
from shared.domain import Actor, Refusal, conflict
from shared.runtime.ports import BusPorts

ADDRESSES_GIVEN = "20/hour"
"""How often one member may say how they are reached."""
CONTEXT = "convene.context"
"""Where a request's scope holds the door it came through."""


class GatewayContext:
    """One gateway process, as its requests see it."""

    def __init__(self, ports: BusPorts, limits: Limits | None = None) -> None:
        self.ports = ports
        self.streams = Streams(ports, limits or Limits())
        self.rates = RateLimits()
        self.guesses = Guesses(self.rates)
        self.uploads = Uploads()
        self.sessions = Sessions(ports)
        self.provider = Provider(ports.settings) if ports.settings.oidc_issuer else None
        """Where people may also sign in; None where no operator configured it."""
        self._under_way: set[tuple[str, str]] = set()
        self._later: set[asyncio.Task[None]] = set()

    def who(self, token: str) -> Actor:
        """Who a token speaks for; 401 without a good one."""
        if not token:
            raise Refusal(
                HTTPStatus.UNAUTHORIZED,
                "token-missing",
                "Say who you are: send the header Authorization: Bearer <token>.",
            )
        return self.ports.verifier.who(token)

    async def send(
        self, command: Command, id: str, token: str, expect: int | None = None, trace: str = ""
    ) -> dict[str, Any]:
        """Have a command done by its service; what came of it."""
        actor = self.ports.verifier.who(token)
        self._require_connection()
        if isinstance(command, SetContact):  # or its answers would tell who belongs, address by address
            await self.rates.spend("an address given", ADDRESSES_GIVEN, actor.id)

        async def sent() -> dict[str, Any]:
            return await self.ports.ask.command(command, id=id, token=token, expect=expect, trace=trace)

        with self._alone(actor, id):
            return await (self.guesses.send(command, sent) if has_code(command) else sent())

    async def ask[V: BaseModel](self, query: Query, view: type[V], token: str) -> V:
        self._require_connection()
        return await self.ports.ask.query(query, view, token=token)

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Go on with something behind the answer."""
        task = asyncio.create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    def _require_connection(self) -> None:
        """Without the bus nothing can be answered; say so at once rather than after a long wait."""
        if not self.ports.connection.is_connected:
            raise Refusal(
                HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", "The message bus is away. Please try again soon."
            )

    @contextmanager
    def _alone(self, actor: Actor, id: str) -> Iterator[None]:
        """The same command twice at the same time: the second is told to wait for the first."""
        key = (actor.id, id)
        if key in self._under_way:
            raise conflict("in-flight", "This very command is being done right now; ask again in a moment.")
        self._under_way.add(key)
        try:
            yield
        finally:
            self._under_way.discard(key)


def with_context(context: GatewayContext, app: ASGIApp) -> ASGIApp:
    """The application, answering for the house of this door."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        scope[CONTEXT] = context
        with visiting((scope.get("client") or ("", 0))[0]):
            await app(scope, receive, send)

    return answer


def context_of(request: Request) -> GatewayContext:
    context: GatewayContext = request.scope[CONTEXT]
    return context

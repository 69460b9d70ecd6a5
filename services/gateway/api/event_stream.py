"""`GET /api/events`: what happens in a community, as server-sent events."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

import orjson
from fastapi import FastAPI, Header, Query, Request
from nats.errors import Error as NatsError
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from services.gateway.api.endpoints import bearer_of
from services.gateway.api.openapi.responses import problems
from services.gateway.context import GatewayContext, context_of
from services.gateway.http.device import UNKNOWN
from services.gateway.http.session import session_of
from services.gateway.live.hub import Listener
from shared.bus.history import Seen
from shared.contracts.types import Id
from shared.domain import Refusal

RETRY_MILLISECONDS = 2000
MEDIA_TYPE = "text/event-stream"
_EXAMPLE = """\
retry: 2000

id: 1f3a9c-41

id: 1f3a9c-42
data: {"specversion": "1.0", "type": "convene.clinic.AdviceGiven", "data": {"story": true}}

"""


class EventStream(Response):
    """Writes one stream until its reader goes, is too slow, or may no longer listen."""

    media_type = MEDIA_TYPE

    def __init__(self, context: GatewayContext, listener: Listener, token: str, last_event_id: str | None) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._context = context
        self._streams = context.streams
        self._listener = listener
        self._token = token
        self._last_event_id = last_event_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        writer = asyncio.create_task(self._write(send))
        disconnect = asyncio.create_task(_left(receive))
        self._listener.cut = writer.cancel
        try:
            await asyncio.wait((writer, disconnect), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._streams.close(self._listener)
            gone = disconnect.done()
            writer.cancel()
            disconnect.cancel()
            await asyncio.gather(writer, disconnect, return_exceptions=True)
        if not gone:
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _write(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": self.raw_headers})
        await _body(send, await self._beginning())
        clock = asyncio.get_running_loop().time
        check_at = clock() + self._streams.limits.heartbeat_seconds
        while True:
            text = b""
            with suppress(TimeoutError):
                async with asyncio.timeout_at(check_at):
                    text = self._told(await self._listener.queue.get())
            while not self._listener.queue.empty():
                text += self._told(self._listener.queue.get_nowait())
            if clock() >= check_at:
                if not await self._may_listen():
                    return
                text += b": still here\n\n"
                check_at = clock() + self._streams.limits.heartbeat_seconds
            if text:
                await _body(send, text)

    async def _beginning(self) -> bytes:
        """What was missed, and the place from which to resume even if nothing happens."""
        text = f"retry: {RETRY_MILLISECONDS}\n\n".encode()
        if self._last_event_id is not None:
            try:
                missed = await self._streams.past(self._listener, self._last_event_id)
            except (NatsError, TimeoutError, OSError):
                missed = None
            text += self._resync() if missed is None else b"".join(self._told(seen) for seen in missed)
        return text + f"id: {self._streams.id_of(self._listener.after)}\n\n".encode()

    def _told(self, seen: Seen | bytes | None) -> bytes:
        if seen is None:
            return self._resync()
        if isinstance(seen, bytes):
            return seen
        # A line break between two fields would end the message for its reader.
        payload = orjson.dumps(orjson.loads(seen.payload)) if b"\n" in seen.payload else seen.payload
        return f"id: {self._streams.id_of(seen.seq)}\ndata: ".encode() + payload + b"\n\n"

    def _resync(self) -> bytes:
        data = {"type": "convene.resync", "detail": "Some events were missed: read what you show afresh."}
        return b"event: resync\ndata: " + orjson.dumps(data) + b"\n\n"

    async def _may_listen(self) -> bool:
        try:
            self._token = await self._context.sessions.current(self._token, UNKNOWN)
            if self._listener.page is not None:
                self._listener.page = replace(self._listener.page, token=self._token)
            actor = self._context.who(self._token)
            await self._streams.require_listener(actor, self._listener.community)
        except Refusal as refusal:
            return (
                refusal.status == HTTPStatus.SERVICE_UNAVAILABLE
            )  # nobody can tell just now; nothing private goes out here
        return True


async def _body(send: Send, text: bytes) -> None:
    await send({"type": "http.response.body", "body": text, "more_body": True})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def events(
    request: Request,
    community: Annotated[Id, Query(description="Whose events; you must belong to it.")],
    last_event_id: Annotated[
        str | None,
        Header(max_length=200, description="The id of the last event you got: what came since is sent first."),
    ] = None,
) -> Response:
    """What happens in a community, live: each message is one CloudEvent, without anything private.

    An event named `resync` means that some were missed and can't be sent again: read what you show afresh.
    """
    context = context_of(request)
    token = await bearer_of(request) or session_of(request)
    actor = context.who(token)
    await context.streams.require_listener(actor, community)
    return EventStream(context, context.streams.open(actor, community), token, last_event_id)


def add_events(app: FastAPI) -> None:
    app.add_api_route(
        "/api/events",
        events,
        methods=["GET"],
        response_class=Response,
        tags=["gateway"],
        operation_id="Events",
        responses={
            HTTPStatus.OK: {
                "description": "Server-sent events",
                "content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": _EXAMPLE}},
            },
            **problems(
                HTTPStatus.UNAUTHORIZED,
                HTTPStatus.FORBIDDEN,
                HTTPStatus.NOT_FOUND,
                HTTPStatus.UNPROCESSABLE_ENTITY,
                HTTPStatus.TOO_MANY_REQUESTS,
                HTTPStatus.INTERNAL_SERVER_ERROR,
                HTTPStatus.SERVICE_UNAVAILABLE,
            ),
        },
        openapi_extra={"security": [{"token": []}]},
    )

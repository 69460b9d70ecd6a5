"""One connection: uvicorn's, which knows no time or size for what strangers send, with both."""

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from services.gateway.http.transport import head
from services.gateway.http.transport.lingering_transport import LingeringTransport
from services.gateway.http.transport.pool import Pool
from shared.domain import Refusal

CLOSE = (b"connection", b"close")


class BrokenRequestError(Exception):
    """Stops the parser; what is wrong stands in the connection."""


class Connection(HttpToolsProtocol):
    """Reads heads and bodies within the pool's limits."""

    def __init__(self, pool: Pool, **options: Any) -> None:
        super().__init__(**options)
        self._pool = pool
        self._limits = pool.limits
        self.address = ""
        self.asked = False
        self._in_head = True
        self._in_body = False
        self._since = self.loop.time()
        """When this head began, or this body was last looked at."""
        self._head_bytes = self._header_bytes = self._body_bytes = 0
        self._fault: Refusal | None = None
        self._unread_since: float | None = None
        self._closing_since: float | None = None
        self._heard = self._since

    @property
    def waits(self) -> bool:
        return not self.pipeline and (self.cycle is None or self.cycle.response_complete)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        lingering: Any = LingeringTransport(transport, self._sends)
        super().connection_made(lingering)
        self.address = self.client[0] if self.client else ""
        refusal = self._pool.enter(self)
        if refusal is not None:
            self._answer(refusal)

    def connection_lost(self, exc: Exception | None) -> None:
        self._pool.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._heard = self.loop.time()
        if self.transport.is_closing():
            return  # it is being closed, and only still sends
        if not self._in_body and self.waits and (not self._in_head or not self._head_bytes):
            self._begin_head()
        before = len(data) if self._in_head else 1
        super().data_received(data)
        if not self._in_head:
            return
        self._head_bytes += before
        if self._head_bytes > self._limits.head_bytes and not self.transport.is_closing():
            self._answer(head.LARGE_HEAD)

    def send_400_response(self, msg: str) -> None:
        self._answer(self._fault or head.NOT_HTTP)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._header_bytes = 0
        if not self._in_head:
            self._begin_head()

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._check_size()

    def on_header(self, name: bytes, value: bytes) -> None:
        self._header_bytes += len(name) + len(value) + 4
        if self._in_head:  # what comes after a body is no header: nobody looked at it there
            super().on_header(name, value)
        self._check_size()

    def on_headers_complete(self) -> None:
        self._fault = head.fault_of_hosts(self.headers, self.parser.get_http_version())
        if self._fault is None and len(self.pipeline) >= self._limits.pipelined:
            self._fault = head.NOT_HTTP
        if self._fault is not None:
            raise BrokenRequestError
        self._in_head, self._in_body, self.asked = False, True, True
        self._since, self._body_bytes, self._head_bytes = self.loop.time(), 0, 0
        self._pool.works(self)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.waits:
            self._pool.rests(self)

    def shutdown(self) -> None:
        super().shutdown()
        if self.waits:
            self.transport.abort()

    def look(self, now: float) -> None:
        """Close it where it takes too long for what it is about."""
        limits = self._limits
        if self.transport.is_closing():
            self._closing_since = self._closing_since or now
            if now - self._closing_since > limits.linger_seconds or now - self._heard > limits.silent_seconds:
                self.transport.abort()
        elif self._takes_nothing(now):
            self.transport.abort()
        elif self._in_head and now - self._since > self._head_within():
            self._answer(head.TOO_SLOW)
        elif self._in_body and (self.flow.read_paused or now - self._since > limits.body_seconds):
            if not self.flow.read_paused and self._body_bytes < limits.body_rate * (now - self._since):
                self._answer(head.TOO_SLOW)
            self._since, self._body_bytes = now, 0

    def _head_within(self) -> float:
        """Browsers open connections before they need them: as long as nothing comes, such a one is idle."""
        return self._limits.head_seconds if self._head_bytes else self._limits.keep_alive_seconds

    def make_room(self) -> None:
        self._pool.leave(self)
        self.transport.abort()

    def _begin_head(self) -> None:
        self._in_head, self._since, self._head_bytes = True, self.loop.time(), 0

    def _check_size(self) -> None:
        self._fault = head.fault_of_size(self.url, len(self.headers), self._header_bytes, self._limits)
        if self._fault is not None:
            raise BrokenRequestError

    def _takes_nothing(self, now: float) -> bool:
        """Whether its client has not taken what was written for it for long."""
        if not self.flow.write_paused:
            self._unread_since = None
            return False
        self._unread_since = self._unread_since or now
        return now - self._unread_since > self._limits.unread_seconds

    def _answer(self, refusal: Refusal) -> None:
        """Say why, where that is possible, and close."""
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete:
            if cycle.response_started or not cycle.more_body or self.pipeline:
                self.transport.abort()  # an answer would be taken for that of another request
                return
            cycle.disconnected = True
            cycle.message_event.set()
        self._unset_keepalive_if_required()
        if self.asked or self._head_bytes or refusal is not head.TOO_SLOW:
            self.transport.write(head.raw(refusal))
        self._pool.rests(self)
        if refusal is head.TOO_SLOW:
            self._in_head = self._in_body = False  # nothing more is waited for
        self.transport.close()

    def _sends(self) -> bool:
        """Whether the client is in the middle of a request."""
        return self._in_body or (self._in_head and self._head_bytes > 0)

    def _unsupported_upgrade_warning(self) -> None:
        self.cycle.keep_alive = False  # the parser reads nothing more

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        super()._start_asgi_task(cycle, _closing_early(cycle, app))


def _closing_early(cycle: RequestResponseCycle, app: ASGIApp) -> Any:
    """The application; an answer before the request is read is the last one of its connection, and says so."""

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        async def early(message: Message) -> None:
            if message["type"] == "http.response.start" and cycle.more_body:
                message = {**message, "headers": [*message.get("headers", ()), CLOSE]}
            await send(message)

        await app(scope, receive, early)

    return answering


def connections_of(pool: Pool) -> Callable[..., asyncio.Protocol]:
    """What makes uvicorn's connections, for one server."""

    def made(**options: Any) -> asyncio.Protocol:
        return Connection(pool, **options)

    return made

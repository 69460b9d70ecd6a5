"""HTTP connections of a load process: they do as little as they can, for they share two cores with what is measured."""

import asyncio
import zlib
from collections.abc import Callable, Mapping
from typing import Self, cast
from urllib.parse import urlsplit

import httptools

ANSWERED_WITHIN = 60.0
BETWEEN_EVENTS = b"\ndata: "
"""Stands once in what a server sends for one event."""


class BrokenError(ConnectionError):
    """The other end closed the connection, or what it sent is no HTTP."""


def request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """A whole request, as it is written."""
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def place_of(address: str) -> tuple[str, int]:
    """Host and port of `http://host:port`."""
    place = urlsplit(address)
    return place.hostname or "", place.port or 80


class Answer:
    """An answer's status and its body, unpacked."""

    def __init__(self) -> None:
        self.status = 0
        self._parts: list[bytes] = []
        self._packed = False

    def header(self, name: bytes, value: bytes) -> None:
        self._packed |= name.lower() == b"content-encoding" and value == b"gzip"

    def add(self, part: bytes) -> None:
        self._parts.append(part)

    @property
    def body(self) -> bytes:
        whole = b"".join(self._parts)
        return zlib.decompress(whole, zlib.MAX_WBITS | 16) if self._packed else whole


class Exchange(asyncio.Protocol):
    """A connection that is kept open for one request after the other, and opened again where it was idle too long."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._waiting: asyncio.Future[Answer] | None = None
        self._answer = Answer()
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def open(cls, address: str) -> Self:
        """To `http://host:port`."""
        made = cls(address)
        await made._connect()
        return made

    async def ask(self, written: bytes) -> Answer:
        """Send a request and wait for its whole answer. Raises BrokenError."""
        if self._transport is None or self._transport.is_closing():
            await self._connect()
            assert self._transport is not None
        self._parser = httptools.HttpResponseParser(self)
        self._answer = Answer()
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(written)
        return await asyncio.wait_for(self._waiting, ANSWERED_WITHIN)

    async def _connect(self) -> None:
        await asyncio.get_running_loop().create_connection(lambda: self, *place_of(self._address))

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._broken(f"This is no HTTP: {error}.")

    def connection_lost(self, exc: Exception | None) -> None:
        self._broken("The connection was closed before its answer.")

    def on_header(self, name: bytes, value: bytes) -> None:
        self._answer.header(name, value)

    def on_body(self, body: bytes) -> None:
        self._answer.add(body)

    def on_message_complete(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._answer.status = self._parser.get_status_code()
            self._waiting.set_result(self._answer)

    def _broken(self, why: str) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(BrokenError(why))


class Listening(asyncio.Protocol):
    """An open event stream. Counts its events, and gives what comes to `heard` as it comes."""

    def __init__(self, written: bytes, heard: Callable[[bytes], None] | None = None) -> None:
        self.events = 0
        self.begun = asyncio.Event()
        """Set by the first bytes of the body, which a stream sends when it listens."""
        self.lost = False
        self.ended = asyncio.Event()
        self._written = written
        self._heard = heard
        self._end = b""

    @classmethod
    async def open(cls, address: str, written: bytes, heard: Callable[[bytes], None] | None = None) -> Self:
        """Ask `http://host:port` for a stream. Raises BrokenError where there is none."""
        loop = asyncio.get_running_loop()
        _, made = await loop.create_connection(lambda: cls(written, heard), *place_of(address))
        await asyncio.wait_for(made.begun.wait(), ANSWERED_WITHIN)
        if made.lost:
            raise BrokenError("There is no event stream there.")
        return made

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._written)

    def data_received(self, data: bytes) -> None:
        # The mark may come in two pieces: the end of the last one is looked at again.
        seen = self._end + data
        found = seen.count(BETWEEN_EVENTS)
        self._end = seen[-len(BETWEEN_EVENTS) + 1 :]
        self.events += found
        if not self.begun.is_set():
            self._begin(data)
        if self._heard is not None:
            self._heard(data)

    def _begin(self, data: bytes) -> None:
        head, _, body = data.partition(b"\r\n\r\n")
        if head.startswith(b"HTTP/1.1 ") and not head.startswith(b"HTTP/1.1 200"):
            self.lost = True
            self.begun.set()
        if body or not head.startswith(b"HTTP/1.1 "):
            self.begun.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        self.begun.set()
        self.ended.set()

    def close(self) -> None:
        self._transport.close()

"""A transport that is not closed while its client still sends: the client would lose the answer that it was sent."""

import asyncio
from collections.abc import Callable
from typing import Any


class LingeringTransport:
    """Stands before a connection's transport; `sending` tells whether the client is in the middle of a request."""

    def __init__(self, transport: asyncio.Transport, sending: Callable[[], bool]) -> None:
        self._transport = transport
        self._sending = sending
        self.lingers = False
        self.write = transport.write
        self.abort = transport.abort
        self.pause_reading = transport.pause_reading
        self.resume_reading = transport.resume_reading
        self.get_extra_info = transport.get_extra_info

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def is_closing(self) -> bool:
        return self.lingers or self._transport.is_closing()

    def close(self) -> None:
        """At once, or after what still comes: then the client is told that nothing more will."""
        if self.lingers or self._transport.is_closing():
            return
        if not self._sending() or not self._transport.can_write_eof():
            self._transport.close()
            return
        self.lingers = True
        self.resume_reading()
        self._transport.write_eof()

"""Requests as bytes, for what no HTTP client would send."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

PATIENCE = 20.0


@dataclass
class Raw:
    """One connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def open(cls, address: str, first: bytes = b"") -> "Raw":
        place = urlsplit(address)
        raw = cls(*await asyncio.open_connection(place.hostname, place.port))
        if first:
            await raw.send(first)
        return raw

    async def send(self, data: bytes) -> bool:
        """Whether it could be sent; not where the other end has closed."""
        try:
            self.writer.write(data)
            await self.writer.drain()
        except ConnectionError:
            return False
        return True

    async def status(self) -> int:
        """The status of the next answer, read with its body; 0 where the connection is closed without one."""
        async with asyncio.timeout(PATIENCE):
            try:
                head = await self.reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError):
                return 0
            length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            if length:
                await self.reader.readexactly(int(length[0].partition(b":")[2]))
            return int(head.split(b" ", 2)[1])

    async def closed(self) -> bool:
        """Wait until the other end closes; what still comes is read."""
        async with asyncio.timeout(PATIENCE):
            try:
                while await self.reader.read(65536):
                    pass
            except ConnectionError:
                pass
        return True

    def hang_up(self) -> None:
        self.writer.close()


async def answer(address: str, request: bytes) -> int:
    """The status that a request of these bytes gets."""
    raw = await Raw.open(address, request)
    try:
        return await raw.status()
    finally:
        raw.hang_up()

"""A host that answers every request with the same pieces, each sent on its own."""

import asyncio
from typing import Self


class Host:
    """Serves on loopback while the block lasts. `ends`: it closes the connection behind its first answer."""

    def __init__(self, *pieces: bytes, ends: bool = False) -> None:
        self.received: list[bytes] = []
        self._pieces = pieces
        self._ends = ends

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self._server.close_clients()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while asked := await reader.read(65_536):
            self.received.append(asked)
            for piece in self._pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0)
            if self._ends:
                break
        writer.close()

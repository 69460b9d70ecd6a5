"""What the gateway is compared with: one FastAPI endpoint, and one fan-out of bus messages as an event stream.

They are written as FastAPI's documentation would have them, with typed bodies and answers and nothing behind them: no
rights, no service, no store. `python -m bench.web.bare <nats url> <port>`.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import nats
import uvicorn
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from nats.aio.msg import Msg
from pydantic import BaseModel, Field

from bench.children import Child, child, free_port

SUBJECT = "bare.events"
READY = "ready to answer"


class Advice(BaseModel):
    """A member offers the presenter a piece of advice."""

    text: str = Field(min_length=1, max_length=8_000)


class Done(BaseModel):
    """The thing the advice is for, as it is now."""

    id: str
    version: int


def application(nats_url: str) -> FastAPI:
    """Advice is counted and answered; whoever listens gets each message of the bus as it comes."""
    listeners: set[asyncio.Queue[bytes]] = set()
    versions: dict[str, int] = {}

    @asynccontextmanager
    async def hearing(_: FastAPI) -> AsyncIterator[None]:
        bus = await nats.connect(nats_url)

        async def heard(message: Msg) -> None:
            for listener in listeners:
                listener.put_nowait(message.data)

        await bus.subscribe(SUBJECT, cb=heard)
        await bus.flush()
        print(READY, flush=True)
        yield
        await bus.close()

    app = FastAPI(lifespan=hearing)

    @app.post("/api/clinics/{clinic_id}/advice")
    async def advise(clinic_id: str, advice: Advice) -> Done:
        versions[clinic_id] = versions.get(clinic_id, 0) + 1
        return Done(id=clinic_id, version=versions[clinic_id])

    @app.get("/api/events")
    async def events() -> StreamingResponse:
        return StreamingResponse(stream(), media_type="text/event-stream")

    async def stream() -> AsyncIterator[bytes]:
        mine: asyncio.Queue[bytes] = asyncio.Queue()
        listeners.add(mine)
        try:
            yield b": here\n\n"
            while True:
                yield b"data: " + await mine.get() + b"\n\n"
        finally:
            listeners.discard(mine)

    return app


@asynccontextmanager
async def serving(nats_url: str, folder: Path) -> AsyncIterator[tuple[str, Child]]:
    """The bare application in a process of its own while the block lasts: its address, and the process."""
    port = free_port()
    command = [sys.executable, "-m", "bench.web.bare", nats_url, str(port)]
    async with child("bare", command, folder) as running:
        await running.until_printed(READY)
        await running.until(lambda: _answers(port))
        yield f"http://127.0.0.1:{port}", running


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


if __name__ == "__main__":
    # uvicorn takes uvloop and httptools by itself where they are installed, as they are here.
    uvicorn.run(application(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), log_level="error", access_log=False)

"""A real bus and a real document store on loopback, for one test run."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import nats

from shared.store.driver import Store

BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Servers:
    nats_url: str
    mongo_url: str


@asynccontextmanager
async def servers(folder: Path) -> AsyncIterator[Servers]:
    """Start both, wait until they answer, and end them by pid."""
    bus, store = free_port(), free_port()
    config = folder / "nats.conf"
    config.write_text(
        f'listen: "127.0.0.1:{bus}"\nmax_payload: 256KB\njetstream {{ store_dir: "{folder / "jetstream"}" }}\n'
    )
    urls = Servers(f"nats://127.0.0.1:{bus}", f"mongodb://127.0.0.1:{store}/?retryWrites=false")
    mongo = ["--host", "127.0.0.1", "--port", str(store), "--storage-path", str(folder / "store"), "--sync-on-commit"]
    async with (
        child(folder / "bus.log", str(BIN / "nats-server"), "-c", str(config)),
        child(folder / "store.log", str(BIN / "secantusd-py"), *mongo, "--cache-size", "128M"),
    ):
        await ready(lambda: bus_answers(urls.nats_url))
        await ready(lambda: store_answers(urls.mongo_url))
        yield urls


def free_port() -> int:
    with socket.socket() as this_socket:
        this_socket.bind(("127.0.0.1", 0))
        port: int = this_socket.getsockname()[1]
        return port


@asynccontextmanager
async def child(log: Path, *command: str) -> AsyncIterator[None]:
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(*command, stdout=output, stderr=output, cwd=log.parent)
    try:
        yield
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 10)
            except TimeoutError:
                os.kill(process.pid, 9)
                await process.wait()


async def ready(answers: Callable[[], Awaitable[None]], tries: int = 300) -> None:
    for left in reversed(range(tries)):
        try:
            return await answers()
        except Exception:
            if not left:
                raise
            await asyncio.sleep(0.05)


async def bus_answers(url: str) -> None:
    client = await nats.connect(url, allow_reconnect=False, connect_timeout=1)
    try:
        await client.jetstream().account_info()
    finally:
        await client.close()


async def store_answers(url: str) -> None:
    store = Store(url, serverSelectionTimeoutMS=500)
    try:
        await store.ping()
    finally:
        await store.close()

"""A message bus and a document store for one measurement: real ones, as the embedded stack runs them, on loopback."""

import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nats
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.errors import PyMongoError

from bench.children import Child, child, free_port


@dataclass(frozen=True)
class Servers:
    """Where the bus and the store of this measurement are, and a folder that vanishes with them."""

    nats_url: str
    mongo_url: str
    folder: Path


@asynccontextmanager
async def servers() -> AsyncIterator[Servers]:
    """Run both while the block lasts. The store syncs each commit to disk; the bus syncs as it does by default."""
    programs = Path(sys.executable).parent
    with tempfile.TemporaryDirectory(prefix="convene-bench-") as name:
        folder = Path(name)
        bus_port, store_port = free_port(), free_port()
        bus_command = [programs / "nats-server", "-js", "-a", "127.0.0.1", "-p", bus_port, "-sd", folder / "jetstream"]
        store_command = [programs / "secantusd-py", "--sync-on-commit", "--storage-path", folder / "store"]
        store_command += ["--host", "127.0.0.1", "--port", store_port]
        running = Servers(
            nats_url=f"nats://127.0.0.1:{bus_port}",
            # Retryable writes make this store several times slower, so they are off for everyone who is measured.
            mongo_url=f"mongodb://127.0.0.1:{store_port}/?retryWrites=false",
            folder=folder,
        )
        async with (
            child("nats-server", [str(part) for part in bus_command], folder) as bus,
            child("store", [str(part) for part in store_command], folder) as store,
        ):
            await _bus_answers(bus, running.nats_url)
            await _store_answers(store, running.mongo_url)
            yield running


async def _bus_answers(bus: Child, url: str) -> None:
    async def connects() -> bool:
        try:
            connection = await nats.connect(url, allow_reconnect=False, connect_timeout=1, error_cb=_quietly)
        except (OSError, nats.errors.Error):
            return False
        await connection.close()
        return True

    await bus.until(connects)


async def _store_answers(store: Child, url: str) -> None:
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(url, serverSelectionTimeoutMS=500)

    async def pings() -> bool:
        try:
            await client.admin.command("ping")
        except PyMongoError:
            return False
        return True

    try:
        await store.until(pings)
    finally:
        client.close()


async def _quietly(_: Exception) -> None:
    """A refused connection while the bus starts is expected."""

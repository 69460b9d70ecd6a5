"""Whether a document store answers, and whether it does its work. Each look has a connection of its own."""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from pymongo import AsyncMongoClient

from shared.store.errors import StoreError

BEAT = "beat"


async def describe_store(url: str, seconds: float = 3) -> Mapping[str, Any] | None:
    """What the store says of itself (`buildInfo`), or None where nothing answers within so many seconds.

    `StoreError` or `ValueError` where the address can't be used.
    """
    async with _client(url, seconds) as client:
        try:
            await client.admin.command("ping")
            return await client.admin.command("buildInfo")
        except StoreError:
            return None


async def store_problem(url: str, database: str, seconds: float = 3) -> str | None:
    """Why the store does not do its work; None where one document could be written and read back.

    A ping says nothing: a store that met a full disk answers it, and refuses everything else until it is started again.
    """
    async with _client(url, seconds) as client:
        beat = {"_id": BEAT, "at": time.time()}
        try:
            collection = client[database]["health"]
            await collection.replace_one({"_id": BEAT}, beat, upsert=True)
            if await collection.find_one({"_id": BEAT}) is None:
                return "it does not have what was just written"
        except StoreError as error:
            return f"it takes nothing ({str(error).partition(', full error')[0][:200]})"
    return None


@asynccontextmanager
async def _client(url: str, seconds: float) -> AsyncIterator[AsyncMongoClient[dict[str, Any]]]:
    ms = int(seconds * 1000)
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
        url, serverSelectionTimeoutMS=ms, connectTimeoutMS=ms, socketTimeoutMS=ms
    )
    try:
        yield client
    finally:
        await client.close()

"""When invitations began to run out here: from then on those run that were made before, and name no end themselves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from shared.runtime.ports import Ports

COLLECTION = "first_starts"
WHAT = "invitations run out"


@asynccontextmanager
async def noting_first_start(ports: Ports) -> AsyncIterator[None]:
    """Note the first start of a version whose invitations run out; later starts change nothing."""
    await first_start(ports)
    yield


async def first_start(ports: Ports) -> datetime:
    collection = ports.collection(COLLECTION)
    found = await collection.find_one({"_id": WHAT})
    while found is None:
        note = {"$setOnInsert": {"at": ports.clock.now().isoformat()}}
        await collection.update_one({"_id": WHAT}, note, upsert=True)
        found = await collection.find_one({"_id": WHAT})
    return datetime.fromisoformat(found["at"])

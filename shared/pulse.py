"""A service notes every few seconds that it is well, or what is wrong, in a file that a health check can read.

A file, because the check must be about this process: a question over the bus could be answered by any other one.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from shared.mongo import StoreError

if TYPE_CHECKING:
    from shared.house import House

BEAT_SECONDS = 5.0
STORE_SECONDS = 4.0


@asynccontextmanager
async def pulse(house: "House", folder: Path) -> AsyncIterator[None]:
    """Keep the file `<folder>/<service>` fresh while the service runs; it is gone once the service has stopped."""
    file = folder / house.name
    _note(file, await ailments(house))
    beating = asyncio.create_task(_beat(house, file), name=f"pulse {house.name}")
    try:
        yield
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
        file.unlink(missing_ok=True)


async def ailments(house: "House") -> list[str]:
    """What is wrong with a service at this moment, in words; nothing where it is well."""
    found = []
    if not house.connection.is_connected:
        found.append("the bus is not connected")
    try:
        async with asyncio.timeout(STORE_SECONDS):
            await house.store_answers()
    except (StoreError, TimeoutError):
        found.append("the document store does not answer")
    return found


async def _beat(house: "House", file: Path) -> None:
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        _note(file, await ailments(house))


def _note(file: Path, found: list[str]) -> None:
    """Written aside and moved into place, so that nobody reads half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_suffix(".new")
    aside.write_text(json.dumps({"at": time.time(), "ailments": found}))
    aside.replace(file)

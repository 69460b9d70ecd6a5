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

import structlog
from nats.errors import Error as NatsError

from shared.logs import reason_of
from shared.store.errors import StoreError

if TYPE_CHECKING:
    from shared.runtime.runtime import Runtime

log = structlog.get_logger(__name__)

BEAT_SECONDS = 5.0
STORE_SECONDS = 4.0
TROUBLE_SECONDS = 15.0
"""A bus that is started again is away for less."""


@asynccontextmanager
async def written_health(runtime: "Runtime", folder: Path) -> AsyncIterator[None]:
    """Keep the file `<folder>/<service>` fresh while the service runs; it is gone once the service has stopped."""
    file = folder / runtime.name
    _note(file, await health_problems(runtime))
    beating = asyncio.create_task(_beat(runtime, file), name=f"pulse {runtime.name}")
    try:
        yield
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
        file.unlink(missing_ok=True)


async def health_problems(runtime: "Runtime") -> list[str]:
    """What is wrong with a service at this moment, in words; nothing where it is well."""
    several = await asyncio.gather(_bus(runtime), _store(runtime))
    found = "the document store was put back under this service, which must be started again"
    put_back = found if runtime.journal.lanes.store_was_put_back else None
    return [name for name in (*several, put_back, *_behind(runtime)) if name is not None]


async def _bus(runtime: "Runtime") -> str | None:
    if not runtime.connection.is_connected:
        return "the bus is not connected"
    if runtime.lacks:
        return runtime.lacks
    try:
        async with asyncio.timeout(STORE_SECONDS):
            await runtime.bus_carries()
    except (NatsError, TimeoutError) as error:
        return f"the bus does not carry messages ({error or 'none came back'})"
    return None


async def _store(runtime: "Runtime") -> str | None:
    try:
        async with asyncio.timeout(STORE_SECONDS):
            await runtime.store_takes()
    except TimeoutError:
        return "the document store does not answer"
    except StoreError as error:
        return f"the document store takes nothing ({reason_of(error)})"
    return None


def _behind(runtime: "Runtime") -> list[str]:
    """What follows the journal and has taken nothing for a while, such as a bus whose disk was full."""
    return [
        f"the {follower.sink.name} has taken nothing for {silent:.0f} s ({follower.trouble.reason})"
        for follower in runtime.journal.followers
        if follower.trouble and (silent := time.monotonic() - follower.trouble.since) > TROUBLE_SECONDS
    ]


async def _beat(runtime: "Runtime", file: Path) -> None:
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        found = await health_problems(runtime)
        try:
            _note(file, found)
        except OSError as error:  # a full disk: the note grows old, which says enough, and is written again later
            log.warning("could not note the health of a service", service=runtime.name, reason=error)


def _note(file: Path, found: list[str]) -> None:
    """Written aside and moved into place, so that nobody reads half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_suffix(".new")
    aside.write_text(json.dumps({"at": time.time(), "ailments": found}))
    aside.replace(file)

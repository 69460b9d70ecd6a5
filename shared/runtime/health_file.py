"""A service notes every few seconds that it is well, or what is wrong, in a file that a health check can read.

A file, because the check must be about this process: a question over the bus could be answered by any other one.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog

from shared.runtime.health import Health

log = structlog.get_logger(__name__)

BEAT_SECONDS = 5.0


@asynccontextmanager
async def written_health(service: str, health: Health, folder: Path) -> AsyncIterator[None]:
    """Keep the file `<folder>/<service>` fresh while the service runs; it is gone once the service has stopped."""
    file = folder / service
    _write(file, await health.problems())
    writing = asyncio.create_task(_write_again(file, health), name=f"health file of {service}")
    try:
        yield
    finally:
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        file.unlink(missing_ok=True)


async def _write_again(file: Path, health: Health) -> None:
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        problems = await health.problems()
        try:
            _write(file, problems)
        except OSError as error:  # a full disk: the file grows old, which says enough, and is written again later
            log.warning("could not note the health of a service", service=file.name, reason=error)


def _write(file: Path, problems: list[str]) -> None:
    """Written aside and moved into place, so that nobody reads half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_suffix(".new")
    aside.write_text(json.dumps({"at": time.time(), "ailments": problems}))
    aside.replace(file)

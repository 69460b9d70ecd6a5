"""`convene run`: some services in this process, against the servers the settings name."""

import asyncio
import importlib
import os
from collections.abc import Sequence
from pathlib import Path

from convene.loops import stop_on_signals
from convene.stack.supervisor import READY_VARIABLE
from services import SERVICES
from shared.settings import Settings


class UnknownServiceError(ValueError):
    """A service was named that does not exist."""


async def run_services(names: Sequence[str], settings: Settings) -> None:
    """Serve until asked to stop. Raises `UnknownServiceError` for a name that is none."""
    unknown = [name for name in names if name not in SERVICES]
    if unknown:
        raise UnknownServiceError(f"there is no service {' or '.join(unknown)}; the services are {', '.join(SERVICES)}")
    from shared.runtime.runtime import serve  # noqa: PLC0415 - loads what no other command needs

    stop, started = stop_on_signals(), asyncio.Event()
    services = [importlib.import_module(f"services.{name}.app").service for name in names]

    def serves() -> None:
        started.set()
        say_ready()

    serving = asyncio.create_task(serve(services, settings, stop, serves))
    asked = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, asked}, return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    if stop.is_set() and not started.is_set():
        serving.cancel()  # it may wait for a bus that is not there
        await asyncio.wait({serving})
    if not serving.cancelled():
        await serving


def say_ready() -> None:
    """Tell whoever started this process that it serves, where they asked for it."""
    path = os.environ.get(READY_VARIABLE)
    if path:
        Path(path).touch()

"""`convene run`: some services in this process, against the servers the settings name."""

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
    from shared.house import serve  # noqa: PLC0415 - loads what no other command needs

    stop = stop_on_signals()
    services = [importlib.import_module(f"services.{name}.app").service for name in names]
    await serve(services, settings, stop, say_ready)


def say_ready() -> None:
    """Tell whoever started this process that it serves, where they asked for it."""
    path = os.environ.get(READY_VARIABLE)
    if path:
        Path(path).touch()

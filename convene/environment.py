"""`convene env` and `convene listen`: what an example needs to reach a running `convene up`, and the events as they come."""

import asyncio
import json
import shlex
from pathlib import Path
from typing import Annotated

import typer
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from convene import loops
from convene.doctor.known import harmless, settings_of
from convene.stack.folder import Folder
from convene.stack.nats import connect_once
from convene.terminal import fail, read_settings
from shared.access.signed_tokens import GATEWAY, LONGEST_ALONE, Signer
from shared.bus.connection import credentials
from shared.bus.subjects import Subjects
from shared.domain import Actor
from shared.settings import Settings

TOKEN_SECONDS = LONGEST_ALONE
CONNECT_SECONDS = 5
Data = Annotated[Path, typer.Option(help="The data folder of a running `convene up`.")]


def env(data: Data = Path("data")) -> None:
    """Print, for a shell, where things are; and a token and a community of the example. `eval "$(convene env)"` sets them."""
    settings, _ = settings_of(read_settings(), data)
    for name, value in exports(settings, data).items():
        typer.echo(f"export {name}={shlex.quote(value)}")


def exports(settings: Settings, data: Path) -> dict[str, str]:
    """Addresses always; who may do something, and where, once the example was played."""
    found = {"CONVENE_NATS_URL": settings.nats_url, "CONVENE_URL": settings.public_url}
    played = Folder(data).path / "example.json"
    known = json.loads(played.read_text()) if played.exists() else {}
    if "community" not in known:
        typer.echo("convene: no example was played in this folder (`convene up --example`): no token is set", err=True)
        return found
    token = Signer.load(settings.keys_dir, GATEWAY).sign(Actor("member", known["facilitator"]), TOKEN_SECONDS)
    return {**found, "COMMUNITY": known["community"], "TOKEN": token}


def listen(
    subject: Annotated[str, typer.Argument(help="Which events, as NATS picks them; all without.")] = "",
    data: Data = Path("data"),
) -> None:
    """Print events as they happen, one a line, in JSON, until Ctrl-C."""
    settings, _ = settings_of(read_settings(), data)
    try:
        loops.run(_listen(settings, subject or Subjects(settings.bus_prefix).all_events))
    except (NatsError, OSError, TimeoutError) as error:
        fail(
            f"the bus at {harmless(settings.nats_url)} can't be listened to ({harmless(error) or type(error).__name__})"
        )


async def _listen(settings: Settings, subject: str) -> None:
    stop = loops.stop_on_signals()
    client: Client = await connect_once(settings.nats_url, CONNECT_SECONDS, **credentials(settings))

    async def show(message: Msg) -> None:
        typer.echo(message.data.decode(errors="replace"))

    try:
        await client.subscribe(subject, cb=show)
        await client.flush()
        typer.echo(f"Listening to {subject}; Ctrl-C ends it.", err=True)
        while client.is_connected and not stop.is_set():
            try:
                await asyncio.wait_for(stop.wait(), 1)
            except TimeoutError:
                continue
        if not stop.is_set():
            raise NatsError("the connection was lost")
    finally:
        await client.close()

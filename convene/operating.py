"""The operator's commands: `convene replay`, `convene token`, `convene demo`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from convene import loops
from convene.operations import Operator
from convene.stack import StackError
from convene.terminal import fail, read_settings
from services import SERVICES
from shared.domain import Refusal

JOURNALS = tuple(name for name in SERVICES if name != "gateway")
Data = Annotated[Path, typer.Option(help="The data folder of a running `convene up`, where no servers are set.")]


def replay(
    names: Annotated[list[str] | None, typer.Argument(help="Services; all without.")] = None, data: Data = Path("data")
) -> None:
    """Publish everything in the journals to the bus again. Whoever reacted already does nothing twice."""
    for service in names or JOURNALS:
        typer.echo(f"{service}: {_ask(data, service, 'Replay')['commits']} commits")


def token(hours: Annotated[float, typer.Option(min=0.01, max=720)] = 1, data: Data = Path("data")) -> None:
    """Print a token with which an operator may found communities. Keep it to yourself."""
    try:
        typer.echo(Operator(read_settings(), data).token(hours * 3600))
    except StackError as error:
        fail(str(error))


def demo(
    speed: Annotated[
        float | None,
        typer.Option(min=100, max=100_000, help="How many times as fast as life; what this machine can do without."),
    ] = None,
) -> None:
    """Play clinics from proposal to follow-up, and a visit, on a fast clock. Fails unless everything arrived exactly once."""
    from rich.console import Console  # noqa: PLC0415 - only the demo paints

    from convene.demo import show  # noqa: PLC0415

    console = Console()
    try:
        arrived = loops.run(show(console if console.is_terminal else Console(width=120), speed))
    except (StackError, TimeoutError) as error:
        fail(str(error))
    raise typer.Exit(0 if arrived else 1)


def _ask(data: Path, service: str, operation: str, **fields: str) -> dict[str, Any]:
    try:
        return loops.run(Operator(read_settings(), data).ask(service, operation, **fields))
    except (StackError, Refusal) as error:
        fail(str(error))

"""`convene dead-letters`: what services could not react to, listed, counted, retried and dropped, however many there are."""

from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from convene import loops
from convene.operations import Operator
from convene.stack import StackError
from convene.terminal import fail, read_settings
from services import SERVICES
from shared.domain import Refusal

app = typer.Typer(help="Events that a service could not react to.", no_args_is_help=True)

Data = Annotated[Path, typer.Option(help="The data folder of a running `convene up`, where no servers are set.")]
Services = Annotated[list[str] | None, typer.Argument(help="Services; all without.")]
Service = Annotated[str, typer.Argument(help=f"One of {', '.join(SERVICES)}.")]
Letters = Annotated[list[str] | None, typer.Argument(help="Their ids, as `list` shows them.")]


@app.command("list")
def list_letters(
    names: Services = None,
    limit: Annotated[int | None, typer.Option(min=1, help="How many at most of each service; all without.")] = None,
    data: Data = Path("data"),
) -> None:
    """Show what services have parked, and why, the oldest first."""

    async def one(operator: Operator, service: str) -> None:
        left, after = limit, ""
        while True:
            page = await operator.ask(service, "ListDeadLetters", after=after, limit=min(left or 100, 100))
            for letter in page["dead_letters"]:
                typer.echo(f"{service}  {letter['id']}  {letter['at']}  {letter['subject']}\n    {letter['reason']}")
            left = left - len(page["dead_letters"]) if left is not None else None
            after = page["next"] or ""
            if not after or left == 0:
                return

    _each(names, data, one)


@app.command("count")
def count_letters(names: Services = None, data: Data = Path("data")) -> None:
    """Tell how many each service has parked."""

    async def one(operator: Operator, service: str) -> None:
        typer.echo(f"{service}: {(await operator.ask(service, 'CountDeadLetters'))['count']}")

    _each(names, data, one)


@app.command("retry")
def retry_letters(
    service: Service,
    letters: Letters = None,
    every: Annotated[bool, typer.Option("--all", help="All that this service has parked.")] = False,
    data: Data = Path("data"),
) -> None:
    """React to parked events once more. What fails again stays, with the new reason."""
    _require_a_choice(letters, every=every)

    async def chosen(operator: Operator, service: str) -> None:
        for letter in letters or ():
            typer.echo((await operator.ask(service, "RetryDeadLetter", id=letter))["outcome"])

    async def all_of_them(operator: Operator, service: str) -> None:
        done, stay, after = 0, 0, ""
        while True:
            page = await operator.ask(service, "RetryDeadLetters", after=after)
            fine = sum(name["outcome"] == "done" for name in page["outcomes"])
            done, stay, after = done + fine, stay + len(page["outcomes"]) - fine, page["next"] or ""
            if not after:
                break
        typer.echo(f"{service}: {done} done, {stay} still parked")

    _each([service], data, all_of_them if every else chosen)


@app.command("drop")
def drop_letters(
    service: Service,
    letters: Letters = None,
    every: Annotated[bool, typer.Option("--all", help="All that this service has parked.")] = False,
    data: Data = Path("data"),
) -> None:
    """Forget parked events for good: nobody reacts to them any more."""
    _require_a_choice(letters, every=every)

    async def chosen(operator: Operator, service: str) -> None:
        for letter in letters or ():
            await operator.ask(service, "DropDeadLetter", id=letter)
            typer.echo(f"dropped {letter}")

    async def all_of_them(operator: Operator, service: str) -> None:
        dropped, after = 0, ""
        while True:
            page = await operator.ask(service, "DropDeadLetters", after=after)
            dropped, after = dropped + page["dropped"], page["next"] or ""
            if not after:
                break
        typer.echo(f"{service}: {dropped} dropped")

    _each([service], data, all_of_them if every else chosen)


def _require_a_choice(letters: Sequence[str] | None, *, every: bool) -> None:
    if bool(letters) == every:
        fail("name the ids of some, or say --all")


def _each(
    names: Sequence[str] | None, data: Path, this_callable: Callable[[Operator, str], Coroutine[Any, Any, None]]
) -> None:
    """The same for each service, over one connection. One that does not answer keeps nobody from the others."""
    wrong = [name for name in names or () if name not in SERVICES]
    if wrong:
        fail(f"there is no service {' or '.join(wrong)}; the services are {', '.join(SERVICES)}")
    operator = Operator(read_settings(), data)

    async def ask_all() -> list[str]:
        troubles = []
        async with operator.connected():
            for service in names or SERVICES:
                try:
                    await this_callable(operator, service)
                except (StackError, Refusal) as error:
                    troubles.append(f"{service}: {error}")
        return troubles

    try:
        troubles = loops.run(ask_all())
    except StackError as error:
        fail(str(error))
    if troubles:
        fail("\n".join(troubles))

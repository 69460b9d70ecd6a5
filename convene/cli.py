"""The `convene` command."""

from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from convene import dead_letters, deploying, environment, loops, operating, protocols
from convene.doctor import Mark, examine
from convene.running import UnknownServiceError, run_services
from convene.stack import Stack, StackError
from convene.stack.supervisor import DEFAULT_PROCESSES
from convene.terminal import fail, read_settings
from convene.up import up as run_stack
from services import SERVICES
from shared.logs import write_what_ends_it, written
from shared.store.data_version import DATA_VERSION, NewerDataError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback must never show a password; ours are short, and go to the log
)


def say_version(asked: bool) -> None:
    """End here with the version of this program, and of the data that it reads."""
    if asked:
        typer.echo(f"convene {version('convene')} (data version {DATA_VERSION})")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=say_version, is_eager=True, help="Say which version this is.")
]


@app.callback()
def logged(context: typer.Context, version: Version = False) -> None:
    """Case clinics and visits for communities of practice, and the follow-up that usually gets lost."""
    settings = read_settings()
    context.with_resource(written(settings))
    write_what_ends_it(settings)


app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(protocols.app, name="protocols")
app.command()(operating.replay)
app.command()(operating.token)
app.command()(operating.demo)
app.command()(environment.env)
app.command()(environment.listen)
app.command()(deploying.keys)
app.command()(deploying.provision)
app.command()(deploying.health)

WEB_PORT = 8080
NATS_PORT = 4222
"""Where people look for a NATS server; taken where it is free."""
Data = Annotated[Path, typer.Option(help="The folder in which everything is kept.")]
Port = Annotated[
    int | None, typer.Option(min=0, max=65535, help="A port; otherwise that of the last time, or a free one.")
]


@app.command()
def up(  # noqa: PLR0917 - the command line's options
    data: Data = Path("data"),
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help=f"Where browsers come in; 0 takes any free one; {WEB_PORT} unless set."),
    ] = None,
    nats_port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help=f"A port; otherwise that of the last time, {NATS_PORT}, or a free one."),
    ] = None,
    mongo_port: Port = None,
    speed: Annotated[
        float | None,
        typer.Option(
            min=0.001, max=10_000_000, help="How many times as fast as real time the clock runs; kept in the folder."
        ),
    ] = None,
    example: Annotated[bool, typer.Option(help="Play an invented clinic, on a new folder.")] = False,
    processes: Annotated[
        str, typer.Option(help="One process each, services in it joined by +, such as 'gateway+notify clinic'.")
    ] = " ".join("+".join(names) for names in DEFAULT_PROCESSES),
) -> None:
    """Run all of Convene on this machine: bus, store, a postbox for what it would send out, and the services."""
    settings = read_settings()
    web_port = WEB_PORT if port is None and "http_port" not in settings.model_fields_set else port
    try:
        stack = Stack(
            data,
            grouped(processes),
            speed=speed,
            http_port=web_port,
            nats_port=nats_port,
            usual={"NATS": NATS_PORT},
            mongo_port=mongo_port,
            base=settings,
            say=typer.echo,
        )
        loops.run(run_stack(stack, typer.echo, example))
    except StackError as error:
        fail(str(error))


@app.command()
def run(names: Annotated[list[str], typer.Argument(help=f"Any of {', '.join(SERVICES)}.")]) -> None:
    """Run services in this process, against the bus and the store that the settings name."""
    try:
        loops.run(run_services(list(dict.fromkeys(names)), read_settings()))
    except (UnknownServiceError, NewerDataError) as error:
        fail(str(error))


@app.command()
def doctor(data: Data = Path("data")) -> None:
    """Say in plain words what is reachable, configured and behind. It changes nothing of yours.

    The exit code is 1 if something needed is missing.
    """
    findings = loops.run(examine(read_settings(), data))
    for finding in findings:
        typer.echo(finding.line())
    if any(finding.mark is Mark.BAD for finding in findings):
        raise typer.Exit(1)


def grouped(processes: str) -> list[list[str]]:
    """`gateway+notify clinic` as lists of names. Ends the command where a service is unknown or named twice."""
    groups = [group.split("+") for group in processes.split()]
    names = [name for group in groups for name in group]
    wrong = sorted({name or "(nothing)" for name in names if name not in SERVICES or names.count(name) > 1})
    if wrong:
        fail(f"--processes names {', '.join(wrong)} wrongly; name each of {', '.join(SERVICES)} at most once")
    return groups

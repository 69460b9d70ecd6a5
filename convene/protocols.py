"""The commands about protocols: whether a file holds one that can be run."""

from pathlib import Path
from typing import Annotated

import typer

from services.clinic.domain.protocols.parse import Fault, ProtocolFault, read_protocol
from services.clinic.domain.protocols.validate import planned_minutes
from shared.contracts.protocol import Protocol

app = typer.Typer(help="How clinics run, as data.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `check` a word of its own while it is the only one."""


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Protocols, as YAML or JSON.")],
) -> None:
    """Say what is wrong with a protocol, and where: `file:line: step, field: what`. The exit code is 1 if something is."""
    wrong = [not _sound(file) for file in files]
    if any(wrong):
        raise typer.Exit(1)


def _sound(file: Path) -> bool:
    try:
        protocol = read_protocol(file.read_text("utf-8"))
    except ProtocolFault as fault:
        faults = fault.faults
    except OSError as error:
        faults = [Fault(1, "the file", f"can't be read: {error.strerror}")]
    except UnicodeDecodeError as error:
        faults = [Fault(1, "the file", f"is not UTF-8 at byte {error.start}")]
    else:
        typer.echo(f"{file}: {_summary(protocol)}")
        return True
    for this_fault in faults:
        typer.echo(f"{file}:{this_fault.line}: {this_fault.place}: {this_fault.text}", err=True)
    return False


def _summary(protocol: Protocol) -> str:
    steps = sum(1 for _ in protocol.written())
    plan = f"{steps} step{'' if steps == 1 else 's'}, {planned_minutes(protocol)} minutes planned"
    if protocol.people:
        plan += f" for {protocol.people.min} people"
    known = "" if protocol.complete else ". Not complete: " + " ".join((protocol.note or "").split())
    return f"{protocol.title}, version {protocol.version}, can be run: {plan}{known}"

"""The commands of a deployment: its secrets, its bus, and how a service in its container is."""

import os
from pathlib import Path
from typing import Annotated

import typer

from convene import loops
from convene.health import PULSE_VARIABLE, ailment
from convene.keys import GIVEN_BY_OTHERS, make_secrets
from convene.terminal import fail, read_settings
from shared.bus.provisioner import ProvisionError


def keys(
    folder: Annotated[Path, typer.Argument(help="Where docker-compose.yml looks for them.")] = Path("secrets"),
) -> None:
    """Make every secret that a deployment needs, one file each. What exists is kept."""
    try:
        made = make_secrets(folder)
    except OSError as error:
        fail(f"can't write secrets to {folder}: {error.strerror}")
    typer.echo(f"{len(made)} files are in {folder}; only you may read them. Keep them out of version control.")
    mail, sign_in = (folder / name for name in GIVEN_BY_OTHERS)
    typer.echo(
        f"If your mail server asks for a password, write it into {mail}; a sign-in service's secret into {sign_in}."
    )


def provision() -> None:
    """Make the streams and consumers on the bus, or bring them up to date. Services may not, and wait for it."""
    from convene.provision import provision_bus  # noqa: PLC0415 - loads every service

    try:
        done = loops.run(provision_bus(read_settings()))
    except ProvisionError as error:
        fail(str(error))
    typer.echo("\n".join(done) or "The bus has everything already.")


def health(service: Annotated[str, typer.Argument(help="The service that runs here.")]) -> None:
    """Whether a service in this container is well; the exit code is 1 if not."""
    pulse = os.environ.get(PULSE_VARIABLE)
    wrong = ailment(service, Path(pulse) if pulse else None)
    if wrong:
        fail(wrong)
    typer.echo(f"{service} is well")

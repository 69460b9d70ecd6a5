"""What every command of `convene` does at the terminal: read its settings, and say what is wrong."""

from typing import NoReturn

import typer
from pydantic import ValidationError

from shared.settings import Settings, load


def read_settings() -> Settings:
    """The settings of this process. Ends the command, naming what is wrong, where they can't be used."""
    try:
        return load()
    except ValidationError as error:
        # Not the values: one of them may be a password.
        wrong = [
            f"CONVENE_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors(include_input=False)
        ]
        fail("the settings can't be used: " + "; ".join(wrong))


def fail(message: str) -> NoReturn:
    """Say what is wrong and end with exit code 1."""
    typer.echo(f"convene: {message}", err=True)
    raise typer.Exit(1)

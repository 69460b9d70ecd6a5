"""`python -m convene` is the `convene` command."""

from convene.cli import app

app(prog_name="convene")

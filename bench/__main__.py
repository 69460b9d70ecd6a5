"""`python -m bench [--rows name,...]`: measure, print the table, write `build/bench.json`."""

import asyncio
import contextlib
import os
import signal
import time
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from rich.console import Console
from rich.markup import escape

from bench import registry, report
from bench.registry import Row, Say, UnknownRowError

BUSY = 0.5
"""Load average above which we warn: on few cores anything else that runs is felt."""


def main(
    rows: Annotated[str | None, typer.Option(help="Only these rows, by name, separated by commas.")] = None,
    out: Annotated[Path, typer.Option(help="Where the list of rows is written.")] = Path("build/bench.json"),
) -> None:
    """Measure Convene against baselines of the same run. Exit code 1: a row could not be measured; goals never fail."""
    console = Console()
    names = None if rows is None else [name.strip() for name in rows.split(",") if name.strip()]
    try:
        chosen = registry.choose(registry.every_row(), names)
    except UnknownRowError as error:
        Console(stderr=True).print(f"[red]{escape(str(error))}[/red]")
        raise typer.Exit(2) from None
    try:
        outcomes = uvloop.run(_measure_all(chosen, console))
    except asyncio.CancelledError:
        raise typer.Exit(130) from None
    raise typer.Exit(finish(outcomes, out, console))


def finish(outcomes: list[report.Outcome], out: Path, console: Console) -> int:
    """Show and write what was measured; the exit code: 1 if a row could not be measured, else 0."""
    failures = [outcome.failure for outcome in outcomes if outcome.failure]
    for failure in failures:
        console.print(escape(failure), style="dim", highlight=False)
    report.show(outcomes, console)
    report.write(outcomes, out)
    console.print(f"Written to {out}.")
    return 1 if failures else 0


async def _measure_all(rows: list[Row], console: Console) -> list[report.Outcome]:
    # A plain `kill` must stop the servers too, so it goes the way of Ctrl-C: the task is cancelled and cleans up.
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    began = time.monotonic()
    if (load := os.getloadavg()[0]) > BUSY:
        console.print(
            f"This machine is busy (load {load:.1f}): both sides of a ratio will be slower, and it less sure."
        )
    with console.status("Starting") if console.is_terminal else contextlib.nullcontext() as status:

        def announce(row: Row) -> Say:
            def say(doing: str) -> None:
                text = f"{time.monotonic() - began:5.0f} s  {row.name}: {doing}"
                console.print(escape(text), style="dim", highlight=False)
                if status is not None:
                    status.update(escape(f"{row.name}: {doing}"))

            return say

        return await report.measure_all(rows, announce)


if __name__ == "__main__":
    typer.run(main)

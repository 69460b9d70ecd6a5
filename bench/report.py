"""Runs rows one after the other, and shows and writes what came out."""

import json
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bench.registry import Row, Say


@dataclass(frozen=True)
class Line:
    """A row's outcome, as `build/bench.json` holds it. A row that failed has no value, and its note says why."""

    name: str
    value: float | None
    unit: str
    baseline: float | None
    ratio: float | None
    goal: float
    note: str


@dataclass(frozen=True)
class Outcome:
    """A line, the row it belongs to, and the traceback if measuring failed."""

    row: Row
    line: Line
    failure: str = ""


async def measure(row: Row, say: Say) -> Outcome:
    """Measure one row. Never raises for what goes wrong inside it: one broken row must not hide the others."""
    try:
        figures = await row.measure(say)
    except Exception as error:
        note = f"failed: {type(error).__name__}: {error}"
        line = Line(row.name, None, row.unit, None, None, row.goal, note)
        return Outcome(row, line, failure=traceback.format_exc())
    if figures.baseline <= 0 or figures.value <= 0:
        note = f"failed: measured {figures.value} against {figures.baseline}, which compares nothing. {figures.note}"
        return Outcome(row, Line(row.name, None, row.unit, None, None, row.goal, note), failure=note)
    ratio = round(figures.value / figures.baseline, 3)
    value, baseline = round(figures.value, 2), round(figures.baseline, 2)
    return Outcome(row, Line(row.name, value, row.unit, baseline, ratio, row.goal, figures.note))


async def measure_all(rows: list[Row], announce: Callable[[Row], Say]) -> list[Outcome]:
    """Measure the rows in order, one at a time: two at once would measure each other."""
    return [await measure(row, announce(row)) for row in rows]


def show(outcomes: list[Outcome], console: Console) -> None:
    """Print the table people read, and each row's note below it, where there is room for it."""
    shown = Table(title="Convene, measured")
    for heading in ("row", "value", "baseline", "unit", "ratio", "goal"):
        shown.add_column(heading, justify="left" if heading in {"row", "unit"} else "right", no_wrap=True)
    for outcome in outcomes:
        line = outcome.line
        unit = f" {line.unit}" if outcome.row.bounds == "value" else ""
        goal = f"{'≥' if outcome.row.better == 'more' else '≤'} {line.goal:g}{unit}"
        shown.add_row(line.name, _number(line.value), _number(line.baseline), line.unit, _ratio(outcome), goal)
    console.print(shown)
    for outcome in outcomes:
        console.print(f"[bold]{outcome.line.name}[/bold]  {escape(outcome.line.note)}", highlight=False)


def write(outcomes: list[Outcome], path: Path) -> None:
    """Write the lines as a JSON list, replacing what an earlier run left."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(outcome.line) for outcome in outcomes], indent=2, ensure_ascii=False) + "\n")


def _number(number: float | None) -> str:
    return "-" if number is None else f"{number:,.0f}" if number >= 1_000 else f"{number:,.1f}"


def _ratio(outcome: Outcome) -> str:
    ratio = outcome.line.ratio
    value = outcome.line.value
    if ratio is None or value is None:
        return "[red]failed[/red]"
    reached = outcome.row.reached(value, ratio)
    return f"[green]{ratio:.2f} ✓[/green]" if reached else f"[yellow]{ratio:.2f} not yet[/yellow]"

"""What a row of the benchmark is, and the list of them all."""

import importlib
import pkgutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

Say = Callable[[str], None]
"""Tells whoever watches what is being done just now."""


@dataclass(frozen=True)
class Figures:
    """What a row measured: ours, the baseline of the same run in the same unit, and the percentiles in words."""

    value: float
    baseline: float
    note: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the table. `goal` is a floor where more is better, else a ceiling: of value / baseline, or of the
    value itself where `bounds` says so."""

    name: str
    unit: str
    goal: float
    better: Literal["more", "less"]
    measure: Callable[[Say], Awaitable[Figures]]
    bounds: Literal["ratio", "value"] = "ratio"

    def reached(self, value: float, ratio: float) -> bool:
        """Whether what the goal is about is on its good side."""
        bounded = ratio if self.bounds == "ratio" else value
        return bounded >= self.goal if self.better == "more" else bounded <= self.goal


class UnknownRowError(LookupError):
    """Someone asked for a row that does not exist; the message lists those that do."""


_rows: dict[str, Row] = {}


def row(
    name: str,
    *,
    unit: str,
    goal: float,
    better: Literal["more", "less"],
    bounds: Literal["ratio", "value"] = "ratio",
) -> Callable[[Callable[[Say], Awaitable[Figures]]], Callable[[Say], Awaitable[Figures]]]:
    """Register the function below as the row `name`; its file is named after it."""

    def register(measure: Callable[[Say], Awaitable[Figures]]) -> Callable[[Say], Awaitable[Figures]]:
        if name in _rows:
            raise ValueError(f"There are two benchmark rows called {name}.")
        _rows[name] = Row(name, unit, goal, better, measure, bounds)
        return measure

    return register


def every_row() -> list[Row]:
    """All rows in `bench/rows`, by name."""
    package = importlib.import_module("bench.rows")
    for found in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"bench.rows.{found.name}")
    return [_rows[name] for name in sorted(_rows)]


def choose(rows: list[Row], names: list[str] | None) -> list[Row]:
    """The rows of these names, in the order asked for; all of them for None. Raises UnknownRowError."""
    if names is None:
        return rows
    known = {each.name: each for each in rows}
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        asked = ", ".join(unknown) or "nothing"
        raise UnknownRowError(f"No benchmark row is called {asked}. There are: {', '.join(known)}.")
    return [known[name] for name in dict.fromkeys(names)]

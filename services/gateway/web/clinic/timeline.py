"""The picture of a clinic's time: its steps as planned, and as they were run. Lengths are minutes until drawn."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.gateway.i18n.gettext import _
from services.gateway.web.clinic.record_text import Telling
from shared.contracts import clinic as c

WIDTH = 720
"""Of what is drawn, in the picture's own units."""
READABLE = 16
"""Narrower bars have no number on them."""
MOST_TICKS = 12
TICKS = (5, 10, 15, 30, 60, 120, 240, 480, 1440)


@dataclass(frozen=True)
class Bar:
    """One step in a row of the picture."""

    number: int
    x: float
    width: float

    @property
    def readable(self) -> bool:
        return self.width >= READABLE

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Tick:
    minute: int
    x: float


@dataclass(frozen=True)
class Timeline:
    """What there is to draw; `words` says the same."""

    planned: tuple[Bar, ...]
    run: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    words: str


def timeline(telling: Telling) -> Timeline:
    planned = list(_planned(telling.record))
    run = list(_run(telling.record))
    longest = max([begins + takes for _, begins, takes in (*planned, *run)], default=0) or 1
    scale = WIDTH / longest
    return Timeline(
        tuple(_bar(*pair, scale) for pair in planned),
        tuple(_bar(*pair, scale) for pair in run),
        tuple(Tick(minute, round(minute * scale, 1)) for minute in _ticks(longest)),
        _words(telling),
    )


def _planned(record: c.ClinicRecord) -> Iterator[tuple[int, float, float]]:
    begins = 0
    for step in record.steps:
        yield step.number, begins, step.planned_minutes
        begins += step.planned_minutes


def _run(record: c.ClinicRecord) -> Iterator[tuple[int, float, float]]:
    for step in record.steps:
        for run in step.runs:
            assert record.began is not None
            begins = (run.began - record.began).total_seconds() / 60
            yield step.number, begins, ((run.ended or record.made) - run.began).total_seconds() / 60


def _bar(number: int, begins: float, takes: float, scale: float) -> Bar:
    return Bar(number, round(begins * scale, 1), round(takes * scale, 1))


def _ticks(longest: float) -> range:
    every = next((number for number in TICKS if longest / number <= MOST_TICKS), max(TICKS, key=lambda number: number))
    return range(0, int(longest) + 1, every)


def _words(telling: Telling) -> str:
    """The picture in words, for those who don't see it."""
    steps = []
    for step in telling.record.steps:
        minutes = telling.minutes_run(step)
        if minutes is not None:
            said = _("{step}: planned {planned} minutes, ran {run}")
        elif step.left_out:
            said = _("{step}: planned {planned} minutes, left out")
        else:
            said = _("{step}: planned {planned} minutes, not run")
        steps.append(said.format(step=telling.title(step), planned=step.planned_minutes, run=minutes))
    return "; ".join(steps) + "."

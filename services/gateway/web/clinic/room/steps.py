"""The steps as a rail: where the clinic is, what was planned for each step, and what it really took."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

from services.gateway.i18n.gettext import _, ngettext, told
from shared.contracts import clinic as c
from shared.contracts.types import Id

MINUTE = 60

type State = Literal["runs", "done", "skipped", "ahead"]
type Name = Callable[[Id | None], str]


@dataclass(frozen=True)
class Rung:
    """One step, or all steps of a round that does not run now."""

    number: str
    title: str
    time: str
    state: State


def rail(clinic: c.ClinicView, name: Name) -> list[Rung]:
    """The rungs in order. Steps that are gone through again and again are shown one by one only while their round runs."""
    if clinic.status in ("proposed", "scheduled"):
        return [_to_come(step) for step in clinic.steps]
    runs = clinic.step if clinic.status == "running" else None
    rungs: list[Rung] = []
    for (turn, _of), steps in groupby(clinic.steps, lambda step: (step.round, step.turn_of)):
        several = list(steps)
        if turn and len(several) > 1 and all(step.name != runs for step in several):
            rungs.append(_round(several, turn, name))
        else:
            rungs += [_rung(step, runs, name) for step in several]
    return rungs


def title_of(step: c.StepView, name: Name) -> str:
    """What a step is called, with whose turn it is in it, or which round."""
    title = told(step.title)
    if step.turn_of:
        return _("{step}: {name}").format(step=title, name=name(step.turn_of))
    return _("{step}, round {number}").format(step=title, number=step.round) if step.round else title


def time_of_step(step: c.StepView) -> str:
    """“12 of 10 min” once it is over, “8 min, was 10” while it has other minutes than first planned."""
    if step.skipped:
        return _("left out")
    first = _first(step)
    if step.ended_at and step.time is not None:
        return _("{used} of {planned} min").format(used=_used(step), planned=first)
    if step.minutes == first:
        return _("{minutes} min").format(minutes=step.minutes)
    return _("{minutes} min, was {planned}").format(minutes=step.minutes, planned=first)


def passed(step: c.StepView, now: datetime) -> float:
    """How much of a step's time is over, from 0 to 1."""
    if step.started_at is None or step.ends_at is None or step.ends_at <= step.started_at:
        return 1.0
    share = (now - step.started_at) / (step.ends_at - step.started_at)
    return round(min(1.0, max(0.0, share)), 3)


def _to_come(step: c.StepView) -> Rung:
    """Before the start each step is there once, whatever it will be repeated for."""
    each = {"client": _("for each client"), "presenter": _("for each presenter"), "group": _("in each round")}
    time = time_of_step(step)
    if step.each:
        time = _("{time}, {each}").format(time=time, each=each[step.each])
    return Rung(str(step.number), told(step.title), time, _state(step, None))


def _rung(step: c.StepView, runs: str | None, name: Name) -> Rung:
    state = _state(step, runs)
    return Rung("✓" if state == "done" else str(step.number), title_of(step, name), time_of_step(step), state)


def _round(steps: Sequence[c.StepView], turn: int, name: Name) -> Rung:
    first, last = steps[0], steps[-1]
    title = _turn(first.turn_of, name) if first.turn_of else _("Round {number}").format(number=turn)
    states = {_state(step, None) for step in steps}
    if states <= {"done", "skipped"}:
        used, planned = sum(map(_used, steps)), sum(_first(step) for step in steps if not step.skipped)
        return Rung("✓", title, _("{used} of {planned} min").format(used=used, planned=planned), "done")
    minutes = sum(step.minutes for step in steps if not step.skipped)
    count = ngettext("{count} step", "{count} steps", len(steps)).format(count=len(steps))
    time = _("{count}, {minutes} min").format(count=count, minutes=minutes)
    return Rung(f"{first.number}–{last.number}", title, time, "ahead")


def _turn(member: Id, name: Name) -> str:
    """Everybody's name but one's own reads the same beside a colon."""
    return _("Turn: {name}").format(name=name(member))


def _state(step: c.StepView, runs: str | None) -> State:
    if step.name == runs:
        return "runs"
    return "skipped" if step.skipped else "done" if step.ended_at else "ahead"


def _first(step: c.StepView) -> int:
    """The minutes it was first planned to take."""
    return step.minutes if step.time is None else round(step.time.first / MINUTE)


def _used(step: c.StepView) -> int:
    return round(step.time.used / MINUTE) if step.time is not None else 0

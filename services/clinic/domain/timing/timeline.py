"""The record of a clinic's time: what was planned, what ran, what paused. Only facts; what they lead to is in `forecast`.

Plans of steps to come are never stored. They follow from the facts and the time, so taking a fact back takes all of its
consequences back, and "next" by accident leaves no trace.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import NonNegativeInt

from services.clinic.domain.timing.fit import fit
from services.clinic.domain.timing.spans import Frozen, Moment, NotPossible, Span, TimedStep, between, whole


class Run(Frozen):
    """A stretch of time in one step. A step that was gone back to has more than one."""

    step: int
    started: Moment
    planned: int
    """Seconds the whole step is to take: what was fitted when this run began, and what was given since."""
    given: int = 0
    """Seconds the facilitator let the step have beyond the first plan, or took from it when negative."""
    ended: Moment | None = None


class Pause(Frozen):
    began: Moment
    ended: Moment | None = None


class Timeline(Frozen):
    """A clinic's clock, before, during and after. Made by `plan`; changed only by the functions in `moves`.

    `available` is what the community gives it, in seconds from `starts_at`; `hard_stop` when the room must be left. Steps are
    spoken of by their place, from 0.
    """

    steps: tuple[TimedStep, ...]
    starts_at: Moment
    available: NonNegativeInt
    hard_stop: Moment | None = None
    first_plan: tuple[int, ...]
    runs: tuple[Run, ...] = ()
    pauses: tuple[Pause, ...] = ()
    skipped: tuple[int, ...] = ()
    undo_within: NonNegativeInt = 60
    """Seconds within which going back is taken for the undoing of an accident."""

    @property
    def started(self) -> datetime | None:
        return self.runs[0].started if self.runs else None

    @property
    def current(self) -> Run | None:
        """The run that is on; None before the start and after the end."""
        return self.runs[-1] if self.runs and self.runs[-1].ended is None else None

    @property
    def finished(self) -> bool:
        return bool(self.runs) and self.runs[-1].ended is not None

    @property
    def paused(self) -> bool:
        return bool(self.pauses) and self.pauses[-1].ended is None and not self.finished

    def running(self) -> Run:
        """The run that is on. Raises NotPossible when nothing runs."""
        if self.current is None:
            raise NotPossible("The clinic is over." if self.finished else "The clinic has not begun. Start it first.")
        return self.current

    def at(self, now: datetime) -> datetime:
        """Now, in whole seconds, and never before what was already recorded: two machines' clocks may differ a little."""
        known = [run.ended or run.started for run in self.runs[-1:]]
        known += [pause.ended or pause.began for pause in self.pauses[-1:]]
        return max([whole(now), *known])

    def active(self, start: datetime, end: datetime) -> int:
        """Seconds between two moments that were not paused."""
        resting = sum(
            max(0, between(max(pause.began, start), min(pause.ended or end, end)))
            for pause in self.pauses
            if pause.began < end
        )
        return max(0, between(start, end)) - resting

    def elapsed(self, run: Run, now: datetime) -> int:
        """Seconds this run has taken until now, without pauses."""
        return self.active(run.started, min(run.ended or now, now))

    def used(self, step: int, now: datetime) -> int:
        """Seconds a step has taken until now, in all its runs, without pauses."""
        return sum(self.elapsed(run, now) for run in self.runs if run.step == step)

    def wished_end(self, now: datetime) -> datetime:
        """When it is to end. A pause moves this, and so does an early start; a late start does not."""
        begun = min(self.started or self.starts_at, self.starts_at)
        until = self.runs[-1].ended or now if self.runs else now
        resting = between(begun, until) - self.active(begun, until) if until > begun else 0
        return begun + timedelta(seconds=self.available + resting)

    def following(self, step: int) -> tuple[int, ...]:
        """The places of the steps after this one that are not left out, in order."""
        return tuple(place for place in range(step + 1, len(self.steps)) if place not in self.skipped)


def plan(
    steps: Sequence[TimedStep], starts_at: datetime, available: int, hard_stop: datetime | None = None
) -> Timeline:
    """A clinic's clock before it begins. `available` in seconds. Raises NotPossible without steps."""
    if not steps:
        raise NotPossible("A clinic needs at least one step.")
    first = first_fit([step.span for step in steps], starts_at, available, hard_stop)
    return Timeline(steps=tuple(steps), starts_at=starts_at, available=available, hard_stop=hard_stop, first_plan=first)


def first_fit(
    spans: Sequence[Span], starts_at: datetime, available: int, hard_stop: datetime | None = None
) -> tuple[int, ...]:
    """What each step is first given, in seconds."""
    wall = None if hard_stop is None else between(whole(starts_at), whole(hard_stop))
    return fit(spans, available, wall).seconds

"""The record of a clinic's time: how long steps may take, what was planned, ran and paused. What follows is in `forecast`.

Plans of steps to come are never stored. They follow from the facts and the time, so taking a fact back takes all of its
consequences back, and "next" by accident leaves no trace.
"""

from datetime import datetime, timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, NonNegativeInt, PositiveInt, model_validator


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class NotPossible(Exception):
    """What was asked of the clock makes no sense now. The words are for the facilitator."""


def whole(moment: datetime) -> datetime:
    """The clock counts whole seconds, so that what steps take always adds up."""
    return moment.replace(microsecond=0)


def between(earlier: datetime, later: datetime) -> int:
    """Whole seconds from one moment to the other; negative when they come the other way round."""
    return round((later - earlier).total_seconds())


type Moment = Annotated[AwareDatetime, AfterValidator(whole)]


class Span(Frozen):
    """A step's range in seconds. An optional step gives way before the others do, down to its minimum.

    An optional step that may be left out altogether has the minimum 0.
    """

    minimum: NonNegativeInt
    plan: NonNegativeInt
    maximum: NonNegativeInt
    optional: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.minimum <= self.plan <= self.maximum:
            raise ValueError(
                f"A step's plan of {self.plan} seconds must lie between its minimum of {self.minimum} "
                f"and its maximum of {self.maximum}."
            )
        return self

    def clip(self, seconds: int) -> int:
        """The length nearest to this one that the step may have."""
        return min(max(seconds, self.minimum), self.maximum)

    def after(self, used: int) -> "Span":
        """What is left of the range for a step that has had some of its time already."""
        return Span(
            minimum=max(0, self.minimum - used),
            plan=max(0, self.plan - used),
            maximum=max(0, self.maximum - used),
            optional=self.optional,
        )


class TimedStep(Frozen):
    """A step as the clock sees it. The name is how it is spoken of: "Related experience"."""

    name: str
    span: Span


class Stories(Frozen):
    """What one related experience takes, in seconds: as a rule, and at the longest."""

    each: PositiveInt = 180
    longest: PositiveInt = 300

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.each > self.longest:
            raise ValueError(f"A story of {self.each} seconds is longer than the longest, {self.longest} seconds.")
        return self


def sized_by_stories(span: Span, members: int, stories: Stories | None = None) -> Span:
    """The span of a step that lasts as long as there are members with a related experience.

    Never outside the step's own range; with nobody, it is at its minimum.
    """
    stories = stories or Stories()
    return span.model_copy(
        update={"plan": span.clip(members * stories.each), "maximum": span.clip(members * stories.longest)}
    )


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
    """A clinic's clock, before, during and after. Made by `first_plan.plan`; changed only by the functions in `moves`.

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

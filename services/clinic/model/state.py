"""The state of a clinic. Pure."""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from services.clinic.clock import in_minutes
from services.clinic.shipped import CASE_CLINIC
from services.clinic.timing import NotPossible, Run, Timeline, between
from shared.contracts import clinic as c
from shared.contracts.protocol import PlannedStep, Protocol
from shared.contracts.types import Id, When
from shared.domain import Evolver
from shared.domain.collections import Shelf


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class StepRun(Frozen):
    """A step as it runs, or ran."""

    minutes: int
    starts_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None


class Contribution(Frozen):
    id: Id
    kind: c.Kind
    step: c.StepName
    member_id: Id
    text: str
    at: datetime
    about: Id | None = None


class Clinic(Frozen):
    """A case and its clinic. `step` is the one that runs, or ran last."""

    id: Id
    community_id: Id
    presenter_id: Id
    title: str
    question: str
    status: c.Status = "proposed"
    facilitator_id: Id | None = None
    starts: When | None = None
    protocol: Protocol = CASE_CLINIC
    """How it runs, as it was when it was chosen."""
    minutes: dict[str, int] = {}
    available: int | None = None
    """How long it is to take, in seconds; None: as long as its steps are planned."""
    hard_stop: datetime | None = None
    moving_on: c.MovingOn = c.MovingOn()
    counted: int | None = None
    """How many have a related experience, by a show of hands."""
    presenters: tuple[Id, ...] = ()
    people: tuple[Id, ...] = ()
    been_there: Shelf[Id, str | None] = Shelf()
    """Who has a related experience, with their note, in the order in which they said so."""
    plan: tuple[PlannedStep, ...] = ()
    """The steps it goes through, once it has started."""
    timeline: Timeline | None = None
    """Its clock, once it has started. Steps are there by their place in the plan."""
    warned: dict[str, datetime] = {}
    """When people were last warned, in each step, that its time is nearly over."""
    step: c.StepName | None = None
    contributions: Shelf[Id, Contribution] = Shelf()
    advisers: tuple[Id, ...] = ()
    follow_up: When | None = None
    report: str | None = None
    reason: str | None = None
    """Why it was cancelled."""

    @property
    def clock(self) -> Timeline:
        """Its clock. Raises NotPossible before it has started."""
        if self.timeline is None:
            raise NotPossible("The clinic has not begun. Start it first.")
        return self.timeline

    @property
    def skipped(self) -> frozenset[str]:
        """The steps that are left out."""
        return frozenset(self.plan[place].name for place in self.timeline.skipped) if self.timeline else frozenset()

    @property
    def steps(self) -> dict[str, StepRun]:
        """Every step that ran, or runs, as it last did."""
        if self.timeline is None:
            return {}
        return {self.plan[run.step].name: _step_run(self.timeline, run) for run in self.timeline.runs}

    @property
    def current(self) -> PlannedStep | None:
        """The step that runs; None while none does."""
        if self.status != "running":
            return None
        return next((one for one in self.plan if one.name == self.step), None)

    def number(self, step: c.StepName) -> int:
        """The place of a step among those it goes through, counted from 1."""
        return next(number for number, one in enumerate(self.plan, 1) if one.name == step)

    @property
    def following(self) -> PlannedStep | None:
        """The next step that is not left out; None after the last."""
        if self.step is None:
            return None
        return next((one for one in self.plan[self.number(self.step) :] if one.name not in self.skipped), None)


def _step_run(timeline: Timeline, run: Run) -> StepRun:
    before = sum(timeline.elapsed(one, run.started) for one in timeline.runs if one.step == run.step and one is not run)
    resting = sum(
        between(max(pause.began, run.started), pause.ended)
        for pause in timeline.pauses
        if pause.ended and pause.ended > run.started and (run.ended is None or pause.began < run.ended)
    )
    return StepRun(
        minutes=in_minutes(run.planned),
        starts_at=run.started,
        ends_at=run.started + timedelta(seconds=max(0, run.planned - before) + resting),
        ended_at=run.ended,
    )


evolve: Evolver[Clinic] = Evolver()
"""How each event changes it; the modules of this package add to it."""

"""The state of a clinic. Pure."""

from datetime import datetime, timedelta

from services.clinic.domain.clinic.records import (
    Asked,
    Brief,
    Case,
    Contribution,
    Draft,
    Frozen,
    Outcome,
    Place,
    Report,
    Share,
    StepRun,
    Takeaway,
    Visual,
)
from services.clinic.domain.protocols.builtin import CASE_CLINIC
from services.clinic.domain.rotation import Rotation
from services.clinic.domain.timing.timeline import NotPossible, Run, Timeline, between
from services.clinic.domain.timing.words import whole_minutes
from shared.contracts import clinic as c
from shared.contracts.protocol import PlannedStep, Protocol
from shared.contracts.types import Id, When
from shared.domain.collections import Shelf

DESCRIBED = ("title", "question", "need", "urgency", "actual")
"""What a presenter says of their case."""


class Clinic(Frozen):
    """A case and its clinic. `step` is the one that runs, or ran last."""

    id: Id
    community_id: Id
    presenter_id: Id
    title: str
    question: str
    need: str | None = None
    urgency: c.Urgency | None = None
    actual: bool | None = None
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
    cases: dict[Id, Case] = {}
    """The cases of those who present beside whoever proposed the clinic."""
    presenters: tuple[Id, ...] = ()
    people: tuple[Id, ...] = ()
    would_facilitate: tuple[Id, ...] = ()
    """Who offered to, in the order in which they did."""
    invited: Shelf[Id, c.Answer] = Shelf()
    been_there: Shelf[Id, str | None] = Shelf()
    """Who has a related experience, with their note, in the order in which they said so."""
    visual: Visual | None = None
    plan: tuple[PlannedStep, ...] = ()
    """The steps it goes through, once it has started."""
    rotation: Rotation | None = None
    """The groups, once it has started, where its protocol has rounds of them."""
    timeline: Timeline | None = None
    """Its clock, once it has started. Steps are there by their place in the plan."""
    warned: dict[str, datetime] = {}
    """When people were last warned, in each step, that its time is nearly over."""
    step: c.StepName | None = None
    contributions: Shelf[Id, Contribution] = Shelf()
    advisers: tuple[Id, ...] = ()
    drafts: Shelf[Id, Draft] = Shelf()
    shares: Shelf[Id, Share] = Shelf()
    """By member; of those who were heard."""
    hands: Shelf[Id, datetime] = Shelf()
    """Who raised a hand in the step that runs, and when."""
    called_on: Id | None = None
    """Who has the floor."""
    led_before: frozenset[Id] = frozenset()
    """Who facilitated it and no longer does."""
    led_since: datetime | None = None
    """When whoever leads it took over, if not from the beginning."""
    brief: Brief = Brief()
    named: frozenset[Id] = frozenset()
    """Who agreed to be named in the brief."""
    follow_up: When | None = None
    takeaways: Shelf[Id, Takeaway] = Shelf()
    weighed: Shelf[Id, tuple[Id, ...]] = Shelf()
    """By advice: the takeaways it feeds."""
    outcomes: Shelf[Id, Outcome] = Shelf()
    """By takeaway."""
    reports: dict[Id, Report] = {}
    """By presenter."""
    asked: dict[Id, Asked] = {}
    """By presenter."""
    discussed_at: datetime | None = None
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
        return next((planned_step for planned_step in self.plan if planned_step.name == self.step), None)

    @property
    def report(self) -> str | None:
        """What the presenter told as a whole."""
        told = self.reports.get(self.presenter_id)
        return told.text or None if told else None

    @property
    def owners(self) -> tuple[Id, ...]:
        """Those whose case was worked on here: its presenters, and whoever was a client in turn."""
        unheard = self.rotation.unheard if self.rotation else frozenset()
        turns = (
            planned_step.turn_of
            for planned_step in self.plan
            if planned_step.turn_of is not None and planned_step.name not in self.skipped
        )
        those = dict.fromkeys([*(self.presenters or (self.presenter_id,)), *turns])
        return tuple(name for name in those if name not in unheard)

    def case_of(self, presenter: Id) -> Case:
        """The case that a presenter brings."""
        if presenter == self.presenter_id:
            return Case(title=self.title, question=self.question)
        return self.cases.get(presenter, Case())

    @property
    def expected(self) -> tuple[Id, ...]:
        """Who is to be there: those who present, who leads, and the invited who did not say no. Nobody without invitations."""
        if not self.invited:
            return ()
        coming = (member for member, answer in self.invited.items() if answer != "not_coming")
        led = (self.facilitator_id,) if self.facilitator_id else ()
        return tuple(dict.fromkeys((self.presenter_id, *self.cases, *led, *coming)))

    def number(self, step: c.StepName) -> int:
        """The place of a step among those it goes through, counted from 1."""
        return next(number for number, planned_step in enumerate(self.plan, 1) if planned_step.name == step)

    @property
    def following(self) -> PlannedStep | None:
        """The next step that is not left out; None after the last."""
        if self.step is None:
            return None
        return next(
            (
                planned_step
                for planned_step in self.plan[self.number(self.step) :]
                if planned_step.name not in self.skipped
            ),
            None,
        )

    def place_of(self, planned: PlannedStep, member: Id) -> Place:
        """Nobody chooses: whose turn it is, who is with one's group, or that one presents, says whose case it is."""
        if planned.turn_of is not None:
            return Place(planned.turn_of, None)
        rotation = self.rotation
        if planned.in_groups and rotation is not None:
            if member in rotation.presenters:
                group = rotation.presents_to(member, planned.round)
                return Place(member if group else None, group)
            group = rotation.group_of(member)
            return Place(rotation.with_group(group, planned.round) if group else None, group)
        return Place(member if len(self.presenters) > 1 and member in self.presenters else None, None)

    def takeaways_from(self, advice: Id) -> tuple[Takeaway, ...]:
        """The takeaways that a piece of advice feeds."""
        ids = self.weighed.get(advice, ())
        return tuple(self.takeaways[name] for name in ids if name in self.takeaways)


def _step_run(timeline: Timeline, run: Run) -> StepRun:
    before = sum(
        timeline.elapsed(this_run, run.started)
        for this_run in timeline.runs
        if this_run.step == run.step and this_run is not run
    )
    resting = sum(
        between(max(pause.began, run.started), pause.ended)
        for pause in timeline.pauses
        if pause.ended and pause.ended > run.started and (run.ended is None or pause.began < run.ended)
    )
    return StepRun(
        minutes=whole_minutes(run.planned),
        starts_at=run.started,
        ends_at=run.started + timedelta(seconds=max(0, run.planned - before) + resting),
        ended_at=run.ended,
    )

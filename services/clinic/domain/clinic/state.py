"""The state of a clinic. Pure."""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from services.clinic.domain.clinic.protocol_times import in_minutes
from services.clinic.domain.protocols.builtin import CASE_CLINIC
from services.clinic.domain.rotation import Rotation
from services.clinic.domain.timing.spans import NotPossible, between
from services.clinic.domain.timing.timeline import Run, Timeline
from shared.contracts import clinic as c
from shared.contracts.pictures import Picture
from shared.contracts.protocol import PlannedStep, Protocol
from shared.contracts.types import Id, When
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
    case_of: Id | None = None
    """Whose case it is about, where several people bring one."""
    group: int | None = None
    story: bool = False
    edited_at: datetime | None = None
    withdrawn: bool = False
    """Taken back, and kept without words since others answered it; what nobody answered is gone."""
    replies: int = 0
    """How many contributions belong to it."""
    me_too: tuple[Id, ...] = ()


class Draft(Frozen):
    """A contribution that came before its step: its author's alone until they give it."""

    id: Id
    kind: c.Kind
    member_id: Id
    text: str
    at: datetime
    about: Id | None = None
    story: bool = False
    choice: c.Choice = "taken"
    advice: tuple[Id, ...] = ()
    why: str = ""
    case_of: Id | None = None


class Share(Frozen):
    """How much was heard of somebody."""

    contributions: int = 0
    characters: int = 0
    advice: int = 0
    """How many of the contributions are advice of some kind."""
    called_on: int = 0
    last_at: datetime | None = None

    @property
    def heard(self) -> int:
        """How often: by what they contributed, and by having the floor."""
        return self.contributions + self.called_on


class Case(Frozen):
    """What somebody brings to a clinic that another one proposed. Empty where they came to it without having said so."""

    title: str = ""
    question: str = ""


class Brief(Frozen):
    """What the presenter added to the brief of their idea, and left out of it."""

    opening: str = ""
    next_steps: str = ""
    closing: str = ""
    responses: dict[Id, str] = {}
    """By the downside that they respond to."""
    left_out: frozenset[Id] = frozenset()


class Takeaway(Frozen):
    """What its owner takes along, or sets aside. What they said of it is the contribution of the same id."""

    id: Id
    member_id: Id
    choice: c.Choice = "taken"
    advice: tuple[Id, ...] = ()
    why: str = ""


class Outcome(Frozen):
    """What became of a takeaway, as it was told last."""

    done: c.Done
    result: c.Result | None = None
    story: str = ""
    at: datetime | None = None


class Report(Frozen):
    """What a presenter told as a whole; empty if only in parts."""

    text: str
    at: datetime | None = None


class Asked(Frozen):
    """When a presenter is asked what really happened; no longer `open` once they told."""

    at: When
    number: int = 1
    open: bool = True


class Visual(Frozen):
    picture: Picture
    alt: str


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
        minutes=in_minutes(run.planned),
        starts_at=run.started,
        ends_at=run.started + timedelta(seconds=max(0, run.planned - before) + resting),
        ended_at=run.ended,
    )


"""How each event changes it; the modules of this package add to it."""

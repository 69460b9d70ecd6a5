"""The state of a clinic, and how each event changes it. Pure."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from services.clinic.protocol import minutes_of, plan
from services.clinic.shipped import CASE_CLINIC
from shared.contracts import clinic as c
from shared.contracts.protocol import ADVICE, PlannedStep, Protocol
from shared.contracts.types import Id, When
from shared.domain import Evolver
from shared.domain.collections import Shelf

KINDS: dict[type[c.ClinicContribution], c.Kind] = {
    c.ContextGiven: "context",
    c.QuestionAsked: "question",
    c.QuestionAnswered: "answer",
    c.ExperienceShared: "experience",
    c.AdviceGiven: "advice",
    c.AdviceCommented: "comment",
    c.TakeawayNoted: "takeaway",
}


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
    presenters: tuple[Id, ...] = ()
    people: tuple[Id, ...] = ()
    plan: tuple[PlannedStep, ...] = ()
    """The steps it goes through, once it has started."""
    skipped: frozenset[str] = frozenset()
    step: c.StepName | None = None
    steps: dict[str, StepRun] = {}
    contributions: Shelf[Id, Contribution] = Shelf()
    advisers: tuple[Id, ...] = ()
    follow_up: When | None = None
    report: str | None = None
    reason: str | None = None
    """Why it was cancelled."""

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


evolve: Evolver[Clinic] = Evolver()


@evolve.on
def proposed(_: Clinic | None, event: c.CaseProposed) -> Clinic:
    return Clinic(
        id=event.clinic_id,
        community_id=event.community_id,
        presenter_id=event.presenter_id,
        title=event.title,
        question=event.question,
    )


@evolve.on
def protocol_chosen(clinic: Clinic, event: c.ProtocolChosen) -> Clinic:
    return clinic.model_copy(update={"protocol": event.definition})


@evolve.on
def scheduled(clinic: Clinic, event: c.ClinicScheduled) -> Clinic:
    return clinic.model_copy(
        update={
            "status": "scheduled",
            "starts": When.of(event.starts_at, event.zone),
            "facilitator_id": event.facilitator_id,
            "minutes": event.minutes,
        }
    )


@evolve.on
def cancelled(clinic: Clinic, event: c.ClinicCancelled) -> Clinic:
    return clinic.model_copy(update={"status": "cancelled", "reason": event.reason})


@evolve.on
def started(clinic: Clinic, event: c.ClinicStarted) -> Clinic:
    presenters = event.presenters or (event.presenter_id,)
    # Clinics that started before events told the plan had the default protocol, which has no loops.
    steps = event.plan or plan(clinic.protocol, minutes_of(clinic.protocol, clinic.minutes), presenters, event.people)
    return clinic.model_copy(
        update={"status": "running", "presenters": presenters, "people": event.people, "plan": steps}
    )


@evolve.on
def step_started(clinic: Clinic, event: c.ClinicStepStarted) -> Clinic:
    run = StepRun(minutes=event.minutes, starts_at=event.starts_at, ends_at=event.ends_at)
    return clinic.model_copy(update={"step": event.step, "steps": {**clinic.steps, event.step: run}})


@evolve.on
def step_ended(clinic: Clinic, event: c.ClinicStepEnded) -> Clinic:
    run = clinic.steps[event.step]
    ended = run.model_copy(update={"ended_at": event.ended_at})
    return clinic.model_copy(update={"steps": {**clinic.steps, event.step: ended}})


@evolve.on
def step_skipped(clinic: Clinic, event: c.ClinicStepSkipped) -> Clinic:
    return clinic.model_copy(update={"skipped": clinic.skipped | {event.step}})


@evolve.on
def question_restated(clinic: Clinic, event: c.QuestionRestated) -> Clinic:
    return clinic.model_copy(update={"question": event.question})


@evolve.on
def contributed(
    clinic: Clinic,
    event: c.ContextGiven
    | c.QuestionAsked
    | c.QuestionAnswered
    | c.ExperienceShared
    | c.AdviceGiven
    | c.AdviceCommented
    | c.TakeawayNoted
    | c.ContributionMade,
) -> Clinic:
    one = Contribution(
        id=event.contribution_id,
        kind=kind_of(event),
        step=event.step,
        member_id=event.member_id,
        text=event.text,
        at=event.at,
        about=_about(event),
    )
    changed: dict[str, object] = {"contributions": clinic.contributions.put(one.id, one)}
    if one.kind in ADVICE and one.member_id not in clinic.advisers:
        changed["advisers"] = (*clinic.advisers, one.member_id)
    return clinic.model_copy(update=changed)


@evolve.on
def closed(clinic: Clinic, event: c.ClinicClosed) -> Clinic:
    return clinic.model_copy(
        update={"status": "closed", "follow_up": When.of(event.follow_up_at, event.zone), "advisers": event.advisers}
    )


@evolve.on
def reported(clinic: Clinic, event: c.FollowUpReported) -> Clinic:
    return clinic.model_copy(update={"status": "reported", "report": event.text})


def kind_of(event: c.ClinicContribution) -> c.Kind:
    return event.kind if isinstance(event, c.ContributionMade) else KINDS[type(event)]


def _about(event: c.ClinicContribution) -> Id | None:
    match event:
        case c.QuestionAnswered():
            return event.question_id
        case c.AdviceCommented() | c.TakeawayNoted():
            return event.advice_id
        case c.ContributionMade():
            return event.about
        case _:
            return None

"""The state of a clinic. Pure."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from services.clinic.shipped import CASE_CLINIC
from shared.contracts import clinic as c
from shared.contracts.pictures import Picture
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
    status: c.Status = "proposed"
    facilitator_id: Id | None = None
    starts: When | None = None
    protocol: Protocol = CASE_CLINIC
    """How it runs, as it was when it was chosen."""
    minutes: dict[str, int] = {}
    presenters: tuple[Id, ...] = ()
    people: tuple[Id, ...] = ()
    been_there: Shelf[Id, str | None] = Shelf()
    """Who has a related experience, with their note, in the order in which they said so."""
    visual: Visual | None = None
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
"""How each event changes it; the modules of this package add to it."""

"""While the clinic runs: from its first step to its last."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from shared.contracts.clinic.base import ClinicCommand, ClinicEvent
from shared.contracts.protocol import PlannedStep, StepName
from shared.contracts.types import Id, Line, Private


class StartClinic(ClinicCommand):
    """Begin with the first step, now. From here on the steps are known, with whose turn it is in each."""

    clinic_id: Id
    people: tuple[Id, ...] = Field((), max_length=100)
    """Who is there, in the order in which they take turns. Needed where a protocol has turns or minutes for each person."""
    presenters: tuple[Id, ...] = Field((), max_length=100)
    """Who presents, where several do; otherwise those who have brought a case."""
    anyway: bool = False
    """Start although the protocol is made for more people, or fewer."""


class AdvanceStep(ClinicCommand):
    """End the step that runs and begin the next. `from_step` makes an accidental second press harmless."""

    clinic_id: Id
    from_step: StepName


class SkipStep(ClinicCommand):
    """Leave out an optional step that has not begun."""

    clinic_id: Id
    step: StepName


class RestateQuestion(ClinicCommand):
    """The presenter puts their question anew, in a step that is made for it."""

    clinic_id: Id
    question: Line


class ClinicStarted(ClinicEvent):
    revision: ClassVar[int] = 3
    facilitator_id: Id
    presenter_id: Id
    presenters: tuple[Id, ...] = ()
    people: tuple[Id, ...] = ()
    plan: tuple[PlannedStep, ...] = ()


class ClinicStepStarted(ClinicEvent):
    """A step runs. `ends_at` is when its minutes are over; nothing moves people on by itself."""

    step: StepName
    number: int
    minutes: int
    starts_at: datetime
    ends_at: datetime
    hint: str


class ClinicStepEnded(ClinicEvent):
    step: StepName
    number: int
    planned_minutes: int
    ended_at: datetime


class ClinicStepSkipped(ClinicEvent):
    """A step is left out: an optional one, or the turn of somebody who is not there."""

    step: StepName
    number: int


class QuestionRestated(ClinicEvent):
    """The presenter put the question anew."""

    presenter_id: Id
    step: StepName
    question: Private[str]

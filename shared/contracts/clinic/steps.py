"""While the clinic runs: from its first step to its last."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from shared.contracts.clinic.base import ClinicCommand, ClinicEvent
from shared.contracts.clinic.clock import StepClock
from shared.contracts.protocol import PlannedStep, StepName
from shared.contracts.types import Id, Line, Private

__all__ = [
    "AdvanceStep",
    "ClinicStarted",
    "ClinicStepEnded",
    "ClinicStepSkipped",
    "ClinicStepStarted",
    "QuestionRestated",
    "RestateQuestion",
    "SkipStep",
    "StartClinic",
]


class StartClinic(ClinicCommand):
    """Begin with the first step, now. From here on the steps are known, with whose turn it is in each."""

    clinic_id: Id
    people: tuple[Id, ...] = Field((), max_length=100)
    """Who is there, in the order in which they take turns. Needed where a protocol has turns or minutes for each person.
    Where nobody is named, those who were invited and did not say no."""
    presenters: tuple[Id, ...] = Field((), max_length=100)
    """Who presents, where several do; otherwise those who have brought a case."""
    anyway: bool = False
    """Start although the protocol is made for more people, or fewer."""
    whole: bool = False
    """Late: give every step what it was planned to have, and end later, instead of making up for it. A hard stop stays."""


class AdvanceStep(ClinicCommand):
    """End the step that runs and begin the next. `from_step` makes an accidental second press harmless."""

    clinic_id: Id
    from_step: StepName


class SkipStep(ClinicCommand):
    """Leave out an optional step: one still to come, or the one that runs, which ends it."""

    clinic_id: Id
    step: StepName


class RestateQuestion(ClinicCommand):
    """The presenter puts their question anew, in a step that is made for it."""

    clinic_id: Id
    question: Line


class ClinicStarted(ClinicEvent):
    """It has begun: with whom, through which steps, and with how much time."""

    revision: ClassVar[int] = 4
    facilitator_id: Id
    presenter_id: Id
    presenters: tuple[Id, ...] = ()
    people: tuple[Id, ...] = ()
    plan: tuple[PlannedStep, ...] = ()
    counts_from: datetime | None = None
    """The moment from which `available` counts: when it was to start, unless it was given its whole time later."""
    available: int = 0
    """How long it is to take from there, in seconds."""
    hard_stop: datetime | None = None


class ClinicStepStarted(ClinicEvent):
    """A step runs. `ends_at` is when its minutes are over; nothing moves people on by itself unless that was chosen.

    It comes again when a step is gone back to, and `starts_at` then says whether that is a return or the undoing of a "next".
    """

    revision: ClassVar[int] = 2
    step: StepName
    number: int
    minutes: int
    starts_at: datetime
    ends_at: datetime
    hint: str
    seconds: int = 0
    """What the step is to take altogether, with what it took before if it is gone back to."""
    clock: StepClock | None = None


class ClinicStepEnded(ClinicEvent):
    revision: ClassVar[int] = 2
    step: StepName
    number: int
    planned_minutes: int
    ended_at: datetime
    seconds: int = 0
    """What the step took, in seconds, without pauses."""


class ClinicStepSkipped(ClinicEvent):
    """A step is left out: an optional one, or the turn of somebody who is not there."""

    revision: ClassVar[int] = 2
    step: StepName
    number: int
    clock: StepClock | None = None


class QuestionRestated(ClinicEvent):
    """The presenter put the question anew."""

    presenter_id: Id
    step: StepName
    question: Private[str]

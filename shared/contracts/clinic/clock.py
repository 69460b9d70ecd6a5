"""The clinic's clock: more time for a step or less, a step brought back, a "next" taken back, a pause; and when to look up.

Times are in seconds. What the clock does to the steps still to come is told nowhere, because it follows: see `docs/clock.md`.
"""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from shared.contracts.clinic.base import ClinicCommand, ClinicEvent
from shared.contracts.protocol import StepName
from shared.contracts.types import Id, Value

__all__ = [
    "BringBackStep",
    "ClinicPaused",
    "ClinicResumed",
    "ClinicStepBroughtBack",
    "ClinicStepExtended",
    "ClinicStepResized",
    "ClinicStepUndone",
    "ClinicStepWarned",
    "CountExperience",
    "ExperienceCounted",
    "ExtendStep",
    "GoBack",
    "MoveOn",
    "MovingOn",
    "PauseClinic",
    "ResumeClinic",
    "StepClock",
    "WarnOfEnd",
]

DAY = 24 * 60 * 60


class MovingOn(Value):
    """What happens when a step's time is over. Nobody is moved on by itself unless that was chosen."""

    by_itself: bool = False
    """Whether the clinic goes on to the next step by itself: after a warning, and a period of grace after the step's end."""
    warn_before: Annotated[int, Field(ge=5, le=3600)] = 60
    """How long before a step's end people are warned, in seconds; never in its first half."""
    grace: Annotated[int, Field(ge=10, le=3600)] = 60
    """How long after the end, and at least after the warning, the clinic moves on, in seconds."""


class StepClock(Value):
    """The clock of the step that runs, as it is after an event. It holds until an event brings another."""

    step: StepName
    ends_at: datetime
    """When the step's time is over; while paused, when it would be if the clock went on at once."""
    warn_at: datetime | None = None
    """When people are to be warned that it soon will be; empty once they have been."""
    move_at: datetime | None = None
    """When the clinic goes on by itself; empty where it does not."""
    paused: bool = False


class ExtendStep(ClinicCommand):
    """Give the step that runs more time, or less where the numbers are negative; the steps to come make up for it.

    It gets as much of it as its range and the hard stop allow. For all groups of a clinic with groups at once.
    """

    clinic_id: Id
    step: StepName
    """The step that runs; where it no longer does, nothing is changed."""
    minutes: Annotated[int, Field(ge=-24 * 60, le=24 * 60)] = 0
    seconds: Annotated[int, Field(ge=-DAY, le=DAY)] = 0


class BringBackStep(ClinicCommand):
    """Take a step in again that was left out and is still to come."""

    clinic_id: Id
    step: StepName


class GoBack(ClinicCommand):
    """Go back one step. Within a minute that undoes an accidental "next", as if it had never been; later it is a return, in
    which each step keeps the time that it has used. What was said stays."""

    clinic_id: Id
    from_step: StepName
    """The step that runs; it makes an accidental second press harmless."""


class PauseClinic(ClinicCommand):
    """Stop the clock. All that is to come moves by as long as that lasts; only the hard stop stays."""

    clinic_id: Id


class ResumeClinic(ClinicCommand):
    """Let the clock go on."""

    clinic_id: Id


class CountExperience(ClinicCommand):
    """How many have a related experience, by a show of hands: the step for it lasts as long as that takes. With nobody it is
    left out."""

    clinic_id: Id
    members: Annotated[int, Field(ge=0, le=1000)]


class WarnOfEnd(ClinicCommand):
    """The scheduler says that the step's time is nearly over. From the clinic service to itself."""

    clinic_id: Id
    step: StepName
    due_at: AwareDatetime


class MoveOn(ClinicCommand):
    """The scheduler says that the period of grace is over. From the clinic service to itself; idle if somebody was faster."""

    clinic_id: Id
    step: StepName
    due_at: AwareDatetime


class ClinicStepExtended(ClinicEvent):
    """The step that runs got more time, or less (`seconds` is negative). `planned` is what it is to take altogether, `given`
    what it was let have beyond its first plan until now."""

    step: StepName
    number: int
    seconds: int
    planned: int
    given: int
    clock: StepClock | None = None


class ClinicStepBroughtBack(ClinicEvent):
    """A step that was left out is taken in again."""

    step: StepName
    number: int
    clock: StepClock | None = None


class ClinicStepUndone(ClinicEvent):
    """This step began by accident and is taken back: the one before goes on as if it had never ended.

    The `ClinicStepStarted` that follows tells that one's end again; it began when it first did.
    """

    step: StepName
    number: int


class ClinicPaused(ClinicEvent):
    step: StepName
    at: datetime
    clock: StepClock | None = None


class ClinicResumed(ClinicEvent):
    step: StepName
    at: datetime
    clock: StepClock | None = None


class ExperienceCounted(ClinicEvent):
    """So many have a related experience, by a show of hands."""

    members: int


class ClinicStepResized(ClinicEvent):
    """A step to come may take between `least` and `most` seconds now, and would take `plan` if there were time."""

    step: StepName
    number: int
    least: int
    plan: int
    most: int
    clock: StepClock | None = None


class ClinicStepWarned(ClinicEvent):
    """The step's time is nearly over, or over already; where `clock` says when, the clinic then moves on by itself."""

    step: StepName
    number: int
    at: datetime
    clock: StepClock | None = None

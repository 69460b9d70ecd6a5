"""The clinic's clock as it is shown. Times are in seconds; times of day are those that follow if all keep to the clock."""

from datetime import datetime
from typing import Literal

from shared.contracts.clinic.clock import MovingOn
from shared.contracts.protocol import StepName
from shared.contracts.types import Value

__all__ = [
    "ClockChoiceView",
    "ClockView",
    "CostView",
    "StepTimeView",
]

type Action = Literal[
    "start", "start whole", "extend", "shorten", "end now", "skip", "bring back", "back", "pause", "resume"
]


class StepTimeView(Value):
    """One step's time."""

    least: int
    most: int
    first: int
    """What it was first planned to have."""
    seconds: int
    """What it took, or will take altogether."""
    used: int = 0
    begins_at: datetime | None = None
    ends_at: datetime | None = None


class CostView(Value):
    """What a step still to come would have instead of what it has now."""

    step: StepName
    before: int
    after: int


class ClockChoiceView(Value):
    """What the facilitator may choose, and what it costs. Where it is not possible, the words say why."""

    action: Action
    words: str
    possible: bool
    command: str
    """The command that does it, to be sent with `data`."""
    data: dict[str, str | int | bool]
    seconds: int = 0
    """How much of it can be had, of an extension or, negative, of a shortening."""
    later: int = 0
    """How much later it all ends; negative: earlier."""
    overrun: int = 0
    """How far that is past the hard stop."""
    costs: tuple[CostView, ...] = ()
    undoes: bool = False
    """Whether it takes back something that was done: a "next" just now, a step left out, time given or taken, a pause."""


class ClockView(Value):
    ahead: int
    """How much earlier it would end than first planned; negative: later."""
    words: str
    """The same, as people say it."""
    ends_at: datetime
    paused: bool = False
    available: int
    """How long it is to take."""
    chosen: bool = False
    """Whether somebody chose how long; otherwise its steps say so."""
    hard_stop: datetime | None = None
    late: int = 0
    """How much longer it all takes than is available, although everything is as short as it may be."""
    overrun: int = 0
    """How far it goes past the hard stop, although everything is as short as it may be."""
    spare: int = 0
    """Time that no step can use."""
    moving_on: MovingOn
    warned_at: datetime | None = None
    """When people were warned that the time of the step that runs is nearly over; empty where that no longer holds."""
    moves_at: datetime | None = None
    """When the clinic goes on by itself, if nobody does anything."""
    choices: tuple[ClockChoiceView, ...] = ()
    """For the facilitator alone."""

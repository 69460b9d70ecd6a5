"""Before the clinic: a case is proposed, gets its protocol, its time and its facilitator, or is cancelled."""

from datetime import datetime
from typing import ClassVar

from shared.contracts.clinic.base import DEFAULT_PROTOCOL, ClinicCommand, ClinicEvent
from shared.contracts.clinic.clock import MovingOn
from shared.contracts.clinic.views.readiness import Urgency
from shared.contracts.protocol import Identifier, Protocol, StepName
from shared.contracts.types import Id, Line, Minutes, Private, Text, When

__all__ = [
    "CancelClinic",
    "CaseDescribed",
    "CaseProposed",
    "ClinicCancelled",
    "ClinicScheduled",
    "DescribeCase",
    "ProposeCase",
    "ProtocolChosen",
    "ScheduleClinic",
]


class ProposeCase(ClinicCommand):
    """A member brings a challenge from their practice, with one specific question. They become its presenter."""

    creates: ClassVar[bool] = True
    community_id: Id
    title: Line
    question: Line
    need: Text | None = None
    """What in your practice made you ask."""
    urgency: Urgency | None = None
    actual: bool | None = None
    """Whether it is going on now."""
    protocol: Identifier = DEFAULT_PROTOCOL
    """How the clinic is to run: the key of one of Convene's protocols or of the community's own, in its newest version."""


class DescribeCase(ClinicCommand):
    """The presenter says anew what the case is, in place of what was said before; until the clinic begins.

    `CheckCase` tells what could be sharpened.
    """

    clinic_id: Id
    title: Line
    question: Line
    need: Text | None = None
    urgency: Urgency | None = None
    actual: bool | None = None


class ScheduleClinic(ClinicCommand):
    """Set the time and who facilitates, or move a clinic that has a time already."""

    clinic_id: Id
    starts: When
    facilitator_id: Id
    minutes: dict[StepName, Minutes] = {}
    """Minutes for the steps that should differ from the protocol's, for each person or client where it has them so."""
    protocol: Identifier | None = None
    """Another protocol than the one it was proposed with."""
    available: Minutes | None = None
    """How long it is to take, in minutes. The steps share it as their protocol has it; without it, or `ends`, they get what the
    protocol plans."""
    ends: When | None = None
    """When it is to end, instead of `available`."""
    hard_stop: When | None = None
    """When the room must be left: before that is passed, steps get as short as they may."""
    moving_on: MovingOn | None = None
    """What happens when a step's time is over; otherwise people are warned, and nothing moves on by itself."""


class CancelClinic(ClinicCommand):
    clinic_id: Id
    reason: Line


class CaseProposed(ClinicEvent):
    revision: ClassVar[int] = 2
    presenter_id: Id
    title: Private[str]
    question: Private[str]
    need: Private[str | None] = None
    urgency: Private[Urgency | None] = None
    actual: Private[bool | None] = None


class CaseDescribed(ClinicEvent):
    """The presenter has put the case in other words."""

    presenter_id: Id
    title: Private[str]
    question: Private[str]
    need: Private[str | None] = None
    urgency: Private[Urgency | None] = None
    actual: Private[bool | None] = None


class ProtocolChosen(ClinicEvent):
    """How the clinic will run. It keeps this definition, whatever becomes of the protocol."""

    key: str
    version: int
    definition: Private[Protocol | None] = None


class ClinicScheduled(ClinicEvent):
    """A clinic has its time; the first, or another one than before (`moved`)."""

    revision: ClassVar[int] = 2
    starts_at: datetime
    zone: str
    facilitator_id: Id
    presenter_id: Id
    minutes: dict[str, int]
    """What each step would be given, for each person or client where the protocol has it so, if there were time."""
    moved: bool = False
    available: int | None = None
    """How long it is to take, in seconds; empty: as long as its steps are planned."""
    hard_stop: datetime | None = None
    moving_on: MovingOn = MovingOn()


class ClinicCancelled(ClinicEvent):
    reason: Private[str]

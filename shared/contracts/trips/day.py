"""The day of a visit: what may be asked while it runs, and what is told.

It is written for a phone with bad reception: every command may come twice, late, or after one that was sent later.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from shared.contracts.trips.commands import TripsCommand
from shared.contracts.trips.events import StopEvent, VisitEvent
from shared.contracts.trips.programme import MOST_STOPS, Stop
from shared.contracts.types import Id, Line, Private, Text, Value

__all__ = [
    "AddGuideNote",
    "CallRoll",
    "GuideNoteAdded",
    "LeaveStop",
    "Mark",
    "Presence",
    "RestOfDayMoved",
    "RestoreStop",
    "RollCalled",
    "RunLate",
    "SkipStop",
    "StartVisit",
    "StopLeft",
    "StopRestored",
    "StopSkipped",
    "StopsSwapped",
    "SwapStops",
    "VisitStarted",
]

type Presence = Literal["present", "absent", "left"]
"""At a stop: there; not there, and it is known why; gone home early."""

GroupNumber = Annotated[int, Field(ge=1, le=1000)]


class Mark(Value):
    """Where one person is."""

    member_id: Id
    presence: Presence


class StartVisit(TripsCommand):
    """The visit begins. Calling the roll does so, too."""

    visit_id: Id


class CallRoll(TripsCommand):
    """Who is at a stop. Those who are not named stay as they were.

    Calls may arrive in another order than they were made in: of one person at one stop, what was seen later counts.
    """

    visit_id: Id
    stop_id: Id
    marks: Annotated[tuple[Mark, ...], Field(min_length=1, max_length=1000)]
    taken_at: AwareDatetime | None = None
    """When the roll was called, where it is sent later; now, if nothing is said."""


class LeaveStop(TripsCommand):
    """Go on from a stop. Refused while somebody is not accounted for there, unless `anyway` says why it must be."""

    visit_id: Id
    stop_id: Id
    group: GroupNumber | None = None
    """Only this group goes on; otherwise all do."""
    anyway: Line | None = None


class RunLate(TripsCommand):
    """A stop, and the rest of its day behind it, begins that many minutes later; fewer minutes than before catch up.

    Order and gaps stay. A stop that keeps its time stays, and so does what comes after it.
    """

    visit_id: Id
    minutes: Annotated[int, Field(ge=-600, le=600)]
    stop_id: Id | None = None
    """The first one that is late; the next one that has not begun, if nothing is said."""


class SkipStop(TripsCommand):
    """Leave a stop out on the day. The others stay when they are."""

    visit_id: Id
    stop_id: Id
    reason: Line | None = None


class RestoreStop(TripsCommand):
    """A stop that was skipped takes place after all."""

    visit_id: Id
    stop_id: Id


class SwapStops(TripsCommand):
    """Two stops of one day change places; each keeps its length, and what is between them moves to fit."""

    visit_id: Id
    stop_id: Id
    with_id: Id


class AddGuideNote(TripsCommand):
    """What the guide says or points out, written down by whoever looks after the visit."""

    visit_id: Id
    stop_id: Id | None = None
    text: Annotated[Text, StringConstraints(max_length=500)]
    shared: bool = True
    """Whether those who come, and those who follow online, see it; otherwise only whoever looks after the visit."""


class VisitStarted(VisitEvent):
    started_at: datetime


class RollCalled(StopEvent):
    """What a call changed. Numbers are of what it said; who is where stays with the service."""

    present: int
    absent: int
    left: int
    taken_at: datetime
    marks: Private[tuple[Mark, ...]]


class StopLeft(StopEvent):
    """The visitors went on, or one group of them. The reason says why nobody waited for those who were missing."""

    group: int | None = None
    unaccounted: int
    """How many were missing."""
    missing: Private[tuple[Id, ...]]
    reason: Private[str]


class RestOfDayMoved(StopEvent):
    """A stop and others of its day begin later, or earlier again."""

    minutes: int
    moved: Annotated[tuple[Id, ...], Field(max_length=MOST_STOPS)]
    kept: Annotated[tuple[Id, ...], Field(max_length=MOST_STOPS)]
    """Those behind it that keep their time."""
    stops: Private[tuple[Stop, ...]]
    """The whole programme, with its new times."""


class StopSkipped(StopEvent):
    reason: Private[str]


class StopRestored(StopEvent):
    pass


class StopsSwapped(StopEvent):
    """Two stops have changed places; `moved` are all that have another time."""

    with_id: Id
    moved: tuple[Id, ...]
    stops: Private[tuple[Stop, ...]]
    """The whole programme in its new order, with its new times."""


class GuideNoteAdded(VisitEvent):
    note_id: Id
    stop_id: Id | None = None
    shared: bool
    text: Private[str]

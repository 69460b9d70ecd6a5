"""What a visit is made of: its stops, the people to be met there, what visitors need, and what the check finds."""

from datetime import time
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema, model_validator

from shared.contracts.types import Id, Line, Minutes, OwnZone, Value, When

__all__ = [
    "Access",
    "ClinicLink",
    "ClinicStatus",
    "Concern",
    "Finding",
    "Mode",
    "Needs",
    "Person",
    "Severity",
    "Sort",
    "Stop",
    "StopKind",
    "StopView",
    "VisitKind",
]

type VisitKind = Literal["visit", "field_trip", "learning_expedition"]
"""Hours, a day, or days in several places."""
type Mode = Literal["in_person", "online", "both"]
type StopKind = Literal[
    "practice", "tour", "conversation", "case_clinic", "presentation", "meal", "travel", "reflection"
]
type Sort = Literal["practice", "room", "other"]
"""Where a stop's minutes count: with practitioners at work, in a room, or neither."""
type ClinicStatus = Literal["unknown", "proposed", "scheduled", "running", "closed", "reported", "cancelled"]
type Severity = Literal["advice", "impossible"]
"""Advice is for the host to weigh. With what is impossible, a visit gets no time."""
type Concern = Literal[
    "access",
    "balance",
    "capacity",
    "clinic",
    "clock",
    "diet",
    "ends",
    "guide",
    "hours",
    "kinds",
    "languages",
    "learning",
    "link",
    "online",
    "overlap",
    "questions",
    "transfer",
    "two_places",
    "voices",
]

MOST_DAYS = 60
MOST_STOPS = 60


def _wall(moment: time) -> time:
    if moment.tzinfo is not None:
        raise ValueError("is a wall time such as 14:00 and takes no offset; name the place in 'zone'")
    return moment


_CLOCK = {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$", "examples": ["14:00"]}
# Not JSON Schema's `time`, which demands an offset.

WallTime = Annotated[time, AfterValidator(_wall), WithJsonSchema(_CLOCK)]
"""A time of day on the clocks of the place."""

Link = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=r"^https?://[^\s<>\"]+$")]
"""The address of a web page, such as a video call."""

People = Annotated[int, Field(ge=1, le=10_000)]
Words = Annotated[tuple[Line, ...], Field(max_length=20)]


class Access(Value):
    """What visitors should know of a stop before they come."""

    stairs: bool = False
    """It can only be reached by stairs."""
    protective_clothing: Line | None = None
    """What must be worn."""
    languages: Words = ()
    """What is spoken or interpreted there; none where nobody has said."""
    diets: Words = ()
    """Of a meal: what it has dishes for, such as `vegan`."""


class Needs(Value):
    """What the visitors of one visit need."""

    step_free: Annotated[int, Field(ge=0, le=10_000)] = 0
    """How many can't take stairs."""
    languages: Words = ()
    """Languages that somebody depends on."""
    diets: Words = ()


class Person(Value):
    """Somebody to be met on a visit."""

    name: Line
    does: Line | None = None
    """What they do there, in their own words."""
    manager: bool = False
    """Leads the place, rather than working in the practice itself."""
    remote: bool = False
    """Takes part from elsewhere."""


class Stop(Value):
    """One stop of the programme, as its host plans it. What is not known yet is left out."""

    title: Line
    kind: StopKind | None = None
    day: Annotated[int, Field(ge=1, le=MOST_DAYS)] = 1
    """The visit's first day is 1."""
    start: WallTime | None = None
    """Without one it follows the stop before it."""
    end: WallTime | None = None
    """A time before `start` is one after midnight."""
    minutes: Minutes | None = None
    """How long it takes, instead of `end`."""
    zone: OwnZone = ""
    """Whose clocks its times are on; nothing where it is the visit's own."""
    at: Line | None = None
    """Where, if not at the visit's own place."""
    travel_minutes: Annotated[int, Field(ge=0, le=24 * 60)] | None = None
    """How long it takes to get there from the stop before."""
    who: Annotated[tuple[Line, ...], Field(max_length=30)] = ()
    """The names of those who show, speak or guide there."""
    questions: Minutes | None = None
    """Minutes of it that are kept for questions."""
    capacity: People | None = None
    """How many visitors it takes at once."""
    access: Access = Access()
    link: Link | None = None
    """Where those online join."""
    fixed: bool = False
    """It keeps its time however late a day runs: a train, a booked table."""

    @model_validator(mode="after")
    def _one_way_to_say_how_long(self) -> Self:
        if self.end is not None and self.minutes is not None:
            raise ValueError("a stop has an end or minutes, not both; leave one out")
        if self.end is not None and self.start is None:
            raise ValueError("a stop with an end needs a start; without one, say its minutes")
        return self


class ClinicLink(Value):
    """The case clinic that a stop is, as far as it is known here."""

    clinic_id: Id
    version: int = 0
    """The clinic's version that this was true of."""
    status: ClinicStatus = "unknown"
    starts: When | None = None


class StopView(Stop):
    """A stop with its id, and when it is once the visit has a time."""

    id: Id
    begins: When | None = None
    ends: When | None = None
    clinic: ClinicLink | None = None
    sort: Sort = "other"
    takes_minutes: int = 0
    """How long it is, as the check counts it; 0 where nobody knows."""
    into_minutes: int | None = None
    """How long after midnight of the visit's first day it begins, on the visit's clocks; also before that day is chosen."""


class Finding(Value):
    """Something that would make a visit better."""

    concern: Concern
    severity: Severity
    what: str
    """What was found, in the host's words."""
    why: str
    """Why it matters, and what to do."""
    stops: tuple[Id, ...] = ()
    """The stops it is about; none where it is about the whole visit."""

"""What may be asked of the trips service, and what it tells: visits to places where a practice is at work."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.base import Command, Event, Query
from shared.contracts.types import Id, Line, Minutes, Private, Text, Value, When

type VisitStatus = Literal["proposed", "scheduled", "cancelled", "completed"]


class Stop(Value):
    """One stop of the programme."""

    title: Line
    minutes: Minutes
    at: Line | None = None
    """Where, if not at the visit's own place."""


class TripsCommand(Command):
    service: ClassVar[str] = "trips"
    kind: ClassVar[str] = "visit"


class ProposeVisit(TripsCommand):
    """Offer a visit to a place of practice. Whoever proposes it hosts it."""

    creates: ClassVar[bool] = True
    community_id: Id
    title: Line
    place: Line
    guide: Line
    """The local practitioner who guides: what makes the practice is not evident from just visiting."""
    programme: tuple[Stop, ...] = Field(min_length=1, max_length=60)


class ScheduleVisit(TripsCommand):
    """Set the time, or move a visit that has a time already."""

    visit_id: Id
    starts: When


class CancelVisit(TripsCommand):
    visit_id: Id
    reason: Line


class CompleteVisit(TripsCommand):
    """The visit has taken place; what the host wants the community to keep of it."""

    visit_id: Id
    learning: Text


class VisitEvent(Event):
    service: ClassVar[str] = "trips"
    community_id: Id
    visit_id: Id


class VisitProposed(VisitEvent):
    host_id: Id
    title: Private[str]
    place: Private[str]
    guide: Private[str]
    programme: Private[tuple[Stop, ...]]


class VisitScheduled(VisitEvent):
    """A visit has its time; the first, or another one than before (`moved`)."""

    host_id: Id
    starts_at: datetime
    ends_at: datetime
    zone: str
    moved: bool = False


class VisitCancelled(VisitEvent):
    reason: Private[str]


class VisitCompleted(VisitEvent):
    learning: Private[str]


class TripsQuery(Query):
    service: ClassVar[str] = "trips"


class GetVisit(TripsQuery):
    """One visit, for a member of its community."""

    visit_id: Id


class ListVisits(TripsQuery):
    community_id: Id


class GetVisitBrief(TripsQuery):
    """What a letter about a visit needs; for notify alone."""

    visit_id: Id


class VisitView(Value):
    id: Id
    version: int
    community_id: Id
    status: VisitStatus
    host_id: Id
    title: str
    place: str
    guide: str
    programme: tuple[Stop, ...]
    starts: When | None
    learning: str | None


class VisitLine(Value):
    id: Id
    status: VisitStatus
    title: str
    place: str
    starts: When | None


class VisitList(Value):
    visits: tuple[VisitLine, ...]


class VisitBrief(Value):
    id: Id
    community_id: Id
    status: VisitStatus
    title: str
    place: str
    guide: str
    host_id: Id
    starts: When | None
    reason: str | None = None
    """Why it was cancelled."""

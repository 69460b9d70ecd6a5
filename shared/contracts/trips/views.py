"""What the trips service answers with: a visit as its people see it, the list of them, and what the check found."""

from typing import Literal

from shared.contracts.pages import Piece, Told
from shared.contracts.trips.programme import Finding, Mode, Needs, Person, StopView, VisitKind
from shared.contracts.types import Id, Value, When

__all__ = [
    "CheckView",
    "Departure",
    "Invitation",
    "VisitBrief",
    "VisitHit",
    "VisitLine",
    "VisitList",
    "VisitPart",
    "VisitPassage",
    "VisitStatus",
    "VisitView",
    "VisitsFound",
]

type VisitStatus = Literal["proposed", "scheduled", "cancelled", "completed"]


class Invitation(Value):
    guest_id: Id
    stops: tuple[Id, ...]


class VisitView(Value):
    id: Id
    version: int
    community_id: Id
    status: VisitStatus
    host_id: Id
    title: str
    visit_kind: VisitKind
    mode: Mode
    place: str
    address: str | None
    meeting_point: str | None
    bring: str | None
    guide: str | None
    people: tuple[Person, ...]
    guests: tuple[Invitation, ...]
    """Who is invited to which stops; of a guest, their own invitation alone."""
    visitors: int | None
    needs: Needs | None
    """For the host and those who look after the community alone."""
    programme: tuple[StopView, ...]
    practice_minutes: int = 0
    """With practitioners at work, in the stops that whoever asks may see."""
    room_minutes: int = 0
    """In a room, hearing presentations."""
    starts: When | None
    learning: str | None
    zone: str = "UTC"
    """Whose clocks the programme's times are on."""
    reason: str | None = None
    """Why it was cancelled."""


class VisitLine(Value):
    id: Id
    status: VisitStatus
    title: str
    visit_kind: VisitKind
    mode: Mode
    place: str
    starts: When | None


class VisitList(Piece):
    visits: tuple[VisitLine, ...]


type VisitPart = Literal["title", "place", "stop", "practice", "learning"]
"""The part of a visit in which something was found."""


class VisitPassage(Value):
    """A piece of what is said of a visit, with the words that were asked for."""

    where: VisitPart
    text: str
    marks: tuple[tuple[int, int], ...]
    """From which character to which."""


class VisitHit(Value):
    visit: VisitLine
    passages: tuple[VisitPassage, ...]


class VisitsFound(Told):
    hits: tuple[VisitHit, ...]


class CheckView(Value):
    """What the check found, the impossible first. Nothing found is no promise of a good visit."""

    visit_id: Id
    version: int
    findings: tuple[Finding, ...]


class Departure(Value):
    """When visitors set off: the first stop of travel on the day a visit begins."""

    title: str
    at: When


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
    mode: Mode = "in_person"
    meeting_point: str | None = None
    bring: str | None = None
    departure: Departure | None = None
    trying: tuple[str, ...] = ()
    """What the reader wanted to try, and is asked about now."""

"""What the trips service tells."""

from datetime import datetime
from typing import ClassVar

from shared.contracts.base import Event
from shared.contracts.trips.programme import ClinicStatus, Mode, Needs, Person, Stop, StopKind, VisitKind
from shared.contracts.types import Id, Private

__all__ = [
    "ClinicLinked",
    "ClinicNoted",
    "ClinicUnlinked",
    "GuestInvited",
    "GuideNamed",
    "InvitationWithdrawn",
    "PeopleNamed",
    "ProgrammeMoved",
    "StopAdded",
    "StopChanged",
    "StopEvent",
    "StopMoved",
    "StopRemoved",
    "VisitCancelled",
    "VisitCompleted",
    "VisitDescribed",
    "VisitEvent",
    "VisitProposed",
    "VisitScheduled",
    "VisitorsExpected",
]


class VisitEvent(Event):
    service: ClassVar[str] = "trips"
    community_id: Id
    visit_id: Id


class VisitProposed(VisitEvent):
    revision: ClassVar[int] = 3
    host_id: Id
    title: Private[str]
    place: Private[str]
    guide: Private[str]
    """Empty where none is named yet."""
    programme: Private[tuple[Stop, ...]]
    visit_kind: VisitKind = "visit"
    mode: Mode = "in_person"
    address: Private[str] = ""
    zone: str = ""
    people: Private[tuple[Person, ...]] = ()
    meeting_point: Private[str] = ""
    bring: Private[str] = ""


class VisitDescribed(VisitEvent):
    revision: ClassVar[int] = 2
    visit_kind: VisitKind
    mode: Mode
    title: Private[str]
    place: Private[str]
    address: Private[str]
    meeting_point: Private[str] = ""
    bring: Private[str] = ""


class GuideNamed(VisitEvent):
    guide: Private[str]


class PeopleNamed(VisitEvent):
    people: Private[tuple[Person, ...]]


class GuestInvited(VisitEvent):
    guest_id: Id
    stops: tuple[Id, ...]


class InvitationWithdrawn(VisitEvent):
    guest_id: Id


class VisitorsExpected(VisitEvent):
    count: int
    needs: Private[Needs | None]


class StopEvent(VisitEvent):
    stop_id: Id


class StopAdded(StopEvent):
    stop_kind: StopKind | None
    before: Id | None
    """The stop it comes before; none at the end."""
    stop: Private[Stop | None]


class StopChanged(StopEvent):
    stop_kind: StopKind | None
    stop: Private[Stop | None]


class StopMoved(StopEvent):
    """A stop has another place in the programme; `stops` is all of it in its new order, with its new times."""

    before: Id | None
    stops: Private[tuple[Stop, ...]]


class StopRemoved(StopEvent):
    pass


class ProgrammeMoved(VisitEvent):
    """All stops have other times of day, in the same order and with the same gaps."""

    stops: Private[tuple[Stop, ...]]


class ClinicLinked(StopEvent):
    clinic_id: Id


class ClinicUnlinked(StopEvent):
    clinic_id: Id


class ClinicNoted(StopEvent):
    """What became of the clinic that a stop is."""

    clinic_id: Id
    clinic_version: int
    status: ClinicStatus
    starts_at: datetime | None = None
    zone: str = ""


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

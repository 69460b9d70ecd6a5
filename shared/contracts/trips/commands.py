"""What may be asked of the trips service."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.contracts.base import Command
from shared.contracts.trips.programme import MOST_STOPS, ClinicStatus, Mode, Needs, People, Person, Stop, VisitKind
from shared.contracts.types import Id, Line, OwnZone, Text, When

__all__ = [
    "AddStop",
    "CancelVisit",
    "ChangeStop",
    "CompleteVisit",
    "DescribeVisit",
    "ExpectVisitors",
    "InviteGuest",
    "LinkClinic",
    "MoveStop",
    "NameGuide",
    "NamePeople",
    "NoteClinic",
    "ProposeVisit",
    "RemoveStop",
    "ScheduleVisit",
    "TripsCommand",
    "UnlinkClinic",
    "WithdrawInvitation",
]

Programme = Annotated[tuple[Stop, ...], Field(max_length=MOST_STOPS)]
Acquaintances = Annotated[tuple[Person, ...], Field(max_length=MOST_STOPS)]


class TripsCommand(Command):
    service: ClassVar[str] = "trips"
    kind: ClassVar[str] = "visit"


class ProposeVisit(TripsCommand):
    """Offer a visit to a place of practice. Whoever proposes it hosts it. What is not known yet can be added later."""

    creates: ClassVar[bool] = True
    community_id: Id
    title: Line
    place: Line
    guide: Line | None = None
    """The local practitioner who guides: what makes the practice is not evident from just visiting."""
    programme: Programme = ()
    visit_kind: VisitKind = "visit"
    mode: Mode = "in_person"
    address: Line | None = None
    zone: OwnZone = ""
    """Whose clocks the programme's times are on; where none is given, those of the place named when it is scheduled."""
    people: Acquaintances = ()
    """Who is to be met there."""
    meeting_point: Line | None = None
    """Where visitors meet, if not at the place itself: a platform, a corner, a link."""
    bring: Text | None = None
    """What visitors should bring or wear. Reminders say both, and when the first stop of travel leaves."""


class DescribeVisit(TripsCommand):
    """Say anew what the visit is, where, where to meet and what to bring.

    What is left out stays; an empty address, meeting point or what to bring is said no longer.
    """

    visit_id: Id
    title: Line | None = None
    place: Line | None = None
    visit_kind: VisitKind | None = None
    mode: Mode | None = None
    address: Line | Literal[""] | None = None
    meeting_point: Line | Literal[""] | None = None
    bring: Text | Literal[""] | None = None


class NameGuide(TripsCommand):
    """Name the local practitioner who guides. Without one, a visit gets no time."""

    visit_id: Id
    guide: Line


class NamePeople(TripsCommand):
    """Say who is to be met, in place of whoever was named before."""

    visit_id: Id
    people: Acquaintances


class InviteGuest(TripsCommand):
    """Invite a guest of the community to chosen stops; these and no others are what they see. Again: to other stops."""

    visit_id: Id
    guest_id: Id
    stops: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_STOPS)]


class WithdrawInvitation(TripsCommand):
    visit_id: Id
    guest_id: Id


class ExpectVisitors(TripsCommand):
    """How many will come, and what they need: what the check measures stops against."""

    visit_id: Id
    count: People
    needs: Needs = Needs()


class AddStop(TripsCommand):
    """Add a stop: before another one, or else where its day and time put it."""

    visit_id: Id
    stop: Stop
    before: Id | None = None


class ChangeStop(TripsCommand):
    """Say anew all there is to say of a stop. It stays in its place; `MoveStop` gives it another one."""

    visit_id: Id
    stop_id: Id
    stop: Stop


class MoveStop(TripsCommand):
    """Put a stop before another one, or at the end.

    Within a day the stops it passes make room: each keeps its length, and the time they take together stays. On another day
    it follows whatever comes before it there.
    """

    visit_id: Id
    stop_id: Id
    before: Id | None = None


class RemoveStop(TripsCommand):
    visit_id: Id
    stop_id: Id


class LinkClinic(TripsCommand):
    """This stop is that case clinic of the same community. From then on its time follows the clinic's."""

    visit_id: Id
    stop_id: Id
    clinic_id: Id


class UnlinkClinic(TripsCommand):
    visit_id: Id
    stop_id: Id
    clinic_id: Id | None = None
    """Only if it is this one."""


class NoteClinic(TripsCommand):
    """What became of a linked clinic; from the trips service alone."""

    visit_id: Id
    clinic_id: Id
    clinic_version: int
    status: ClinicStatus
    starts: When | None = None


class ScheduleVisit(TripsCommand):
    """Set when the visit begins, or move it: all its stops move along, in their order and with their gaps.

    Refused without a guide, without a stop, and while the check finds something impossible.
    """

    visit_id: Id
    starts: When


class CancelVisit(TripsCommand):
    visit_id: Id
    reason: Line


class CompleteVisit(TripsCommand):
    """The visit has taken place; what the host wants the community to keep of it."""

    visit_id: Id
    learning: Text

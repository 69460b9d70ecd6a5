"""What people keep of a visit: notes, photos, what they saw, and what they will try; and what came of that."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.contracts.pictures import LARGEST_MESSAGE, Image, Picture
from shared.contracts.trips.commands import TripsCommand
from shared.contracts.trips.events import VisitEvent
from shared.contracts.trips.programme import Sort, StopKind
from shared.contracts.trips.queries import TripsQuery
from shared.contracts.trips.views import VisitStatus
from shared.contracts.types import Id, Line, Private, Text, Value, When

__all__ = [
    "WHY_NO_HANDOUT",
    "Asked",
    "ChooseTryingDay",
    "ConfirmConsent",
    "ConsentConfirmed",
    "ConsentGiven",
    "ConsentWithdrawn",
    "Done",
    "GetPhoto",
    "GetTrip",
    "GiveConsent",
    "IntentionRemoved",
    "IntentionSaid",
    "KeepMemory",
    "KeepPhoto",
    "MemoryEvent",
    "MemoryKept",
    "MemoryKind",
    "MemoryRemoved",
    "MemoryView",
    "PhotoKept",
    "RemoveMemory",
    "ReportTrying",
    "Result",
    "SayIntention",
    "TripStop",
    "TripView",
    "TryingDayChosen",
    "TryingEvent",
    "TryingReported",
    "WithdrawConsent",
    "Written",
]

WHY_NO_HANDOUT = (
    "The memories of a visit are what people saw, not what was handed out. Bring a photo as JPEG, PNG, WebP or GIF; what you "
    "took from a document, say in a note."
)

type Written = Literal["note", "saw"]
"""A note, or what somebody saw: what they will remember."""
type MemoryKind = Literal["note", "saw", "photo", "trying"]
type Done = Literal["tried", "adapted", "not_tried"]
"""What somebody did with what they wanted to try."""
type Result = Literal["helped", "did_not_help", "too_early"]
"""What came of it. What was not tried has none, unless it is too early to try."""


class KeepMemory(TripsCommand):
    """Keep a note or what one saw, of one stop or of the whole visit. For those who took part, once it has begun."""

    visit_id: Id
    what: Written
    text: Text
    stop_id: Id | None = None


class KeepPhoto(TripsCommand):
    """Keep a photo. Where it was taken, and with what, is not kept.

    One with people on it is seen by its author and the host alone, until they confirm that those people agree.
    """

    largest: ClassVar[int] = LARGEST_MESSAGE
    visit_id: Id
    alt: Line
    """What it shows, in words, for those who can't see it."""
    image: Image
    stop_id: Id | None = None
    people: bool = True
    """Whether people can be recognised on it."""


class RemoveMemory(TripsCommand):
    """Take back what one kept oneself. Of a photo, the picture is deleted."""

    visit_id: Id
    memory_id: Id


class ConfirmConsent(TripsCommand):
    """Those shown on a photo agree that the community sees it, or do not; by its author or the host, who asked them."""

    visit_id: Id
    memory_id: Id
    agreed: bool = True


class WithdrawConsent(TripsCommand):
    """I am on this photo and do not want it shown. It is hidden at once, whoever else agreed, until I say otherwise."""

    visit_id: Id
    memory_id: Id


class GiveConsent(TripsCommand):
    """Take back that one does not want a photo shown."""

    visit_id: Id
    memory_id: Id


class SayIntention(TripsCommand):
    """Say what one will try at home. Weeks later one is asked, alone, what came of it."""

    visit_id: Id
    text: Text
    stop_id: Id | None = None


class ChooseTryingDay(TripsCommand):
    """When people are asked what came of what they wanted to try; otherwise six weeks after the visit."""

    visit_id: Id
    at: When


class ReportTrying(TripsCommand):
    """What came of what one wanted to try. Said again, it replaces what was said."""

    visit_id: Id
    memory_id: Id
    done: Done
    result: Result | None = None
    story: Text | None = None


class MemoryEvent(VisitEvent):
    memory_id: Id
    member_id: Id


class MemoryKept(MemoryEvent):
    what: Written
    stop_id: Id | None
    at: datetime
    text: Private[str]


class PhotoKept(MemoryEvent):
    """A photo was kept. The picture itself is asked for with `GetPhoto`, by those who may see it."""

    stop_id: Id | None
    at: datetime
    picture: Picture
    people: bool
    alt: Private[str]


class MemoryRemoved(MemoryEvent):
    picture_id: Id | None = None


class ConsentConfirmed(MemoryEvent):
    """Whether those on a photo agree to its being shown, as `member_id` says who asked them."""

    agreed: bool


class ConsentWithdrawn(MemoryEvent):
    pass


class ConsentGiven(MemoryEvent):
    pass


class TryingEvent(MemoryEvent):
    asked_at: datetime | None
    """When this member is asked next, or was asked last, about anything they have not told yet; None if there is nothing."""
    zone: str


class IntentionSaid(TryingEvent):
    stop_id: Id | None
    at: datetime
    due_at: datetime
    """When they are asked about this one."""
    text: Private[str]


class IntentionRemoved(TryingEvent):
    pass


class TryingReported(TryingEvent):
    done: Done
    result: Result | None
    due_at: datetime | None = None
    """When they are asked again, where it was too early to tell."""
    story: Private[str]


class Asked(Value):
    """When one member is asked."""

    member_id: Id
    asked_at: datetime


class TryingDayChosen(VisitEvent):
    """People are asked on another day: those who have said what they will try and not told yet, and all who still do."""

    at: datetime
    zone: str
    asked: tuple[Asked, ...]


class GetTrip(TripsQuery):
    """What a visit was like: its stops in time, and what people keep of it, as whoever asks may see it.

    Much that is kept comes in parts.
    """

    visit_id: Id
    skip: Annotated[int, Field(ge=0)] = 0
    """How much of what is kept to leave out: what came in the parts before."""


class GetPhoto(TripsQuery):
    """A photo of a visit, for those who may see it."""

    visit_id: Id
    memory_id: Id
    unless: Id | None = None
    """The picture that whoever asks has already."""


class TripStop(Value):
    stop_id: Id
    title: str
    kind: StopKind | None
    sort: Sort
    begins: When | None
    minutes: int
    """0 where nobody knows how long it was."""


class MemoryView(Value):
    """Something somebody keeps of a visit. `text` is what they said; of a photo, what it shows."""

    id: Id
    member_id: Id
    what: MemoryKind
    stop_id: Id | None
    at: datetime
    text: str
    picture: Picture | None = None
    people: bool = False
    shown: bool = True
    """False where a photo waits for the consent of those on it: then only its author, the host and who objected see it."""
    agreed: bool = False
    objected: bool = False
    """Whether whoever asks does not want it shown."""
    done: Done | None = None
    result: Result | None = None
    story: str | None = None
    due_at: datetime | None = None
    """When its author is asked what came of it; for them alone."""


class TripView(Value):
    visit_id: Id
    community_id: Id
    version: int
    status: VisitStatus
    title: str
    place: str
    host_id: Id
    starts: When | None
    learning: str | None
    stops: tuple[TripStop, ...]
    practice_minutes: int
    room_minutes: int
    memories: tuple[MemoryView, ...]
    more: int | None = None
    """What to `skip` for the next part; None in the last."""
    may_keep: bool
    """Whether whoever asks may keep something now."""
    looks_after: bool
    trying_day: When | None
    """When people are asked what came of what they wanted to try, where it was chosen."""

"""What the clinic service answers with. All of it is also in `shared.contracts.clinic`."""

from datetime import datetime
from typing import Literal

from shared.contracts.clinic.people import Answer
from shared.contracts.clinic.views.clock import ClockView
from shared.contracts.clinic.views.outcomes import AskedView, ReportView, TakeawayView
from shared.contracts.clinic.views.protocols import ProtocolName
from shared.contracts.clinic.views.readiness import Urgency
from shared.contracts.clinic.views.room import (
    CaseView,
    ContributionView,
    DraftView,
    HandView,
    RotationView,
    ShareView,
    StepView,
    YouMay,
)
from shared.contracts.pages import Piece
from shared.contracts.pictures import Picture
from shared.contracts.protocol import StepName
from shared.contracts.types import Id, Value, When

__all__ = [
    "ClinicBrief",
    "ClinicLine",
    "ClinicList",
    "ClinicView",
    "ExperienceView",
    "InvitedView",
    "OpenCase",
    "OpenCases",
    "Status",
    "VisualView",
]

type Status = Literal["proposed", "scheduled", "running", "closed", "reported", "cancelled"]


class ExperienceView(Value):
    """Somebody who has been there."""

    member_id: Id
    note: str | None


class InvitedView(Value):
    member_id: Id
    answer: Answer


class VisualView(Value):
    """The single visual; `GetVisual` answers with the picture itself."""

    picture: Picture
    alt: str


class ClinicView(Value):
    id: Id
    version: int
    community_id: Id
    status: Status
    title: str
    question: str
    presenter_id: Id
    facilitator_id: Id | None
    presenters: tuple[Id, ...] = ()
    cases: tuple[CaseView, ...] = ()
    """Whose cases it is for, where there may be several."""
    people: tuple[Id, ...] = ()
    need: str | None = None
    """What in the presenter's practice made them ask."""
    urgency: Urgency | None = None
    actual: bool | None = None
    """Whether it is going on now."""
    visual: VisualView | None = None
    would_facilitate: tuple[Id, ...] = ()
    """Who offered to lead it."""
    invited: tuple[InvitedView, ...] = ()
    expected: tuple[Id, ...] = ()
    """Who is to be there, where people are invited: those who present, whoever leads, and who did not say no."""
    names_people: bool = False
    """Whether the start has to name those who are there: they take turns, share minutes, or form groups."""
    rotation: RotationView | None = None
    """Where presenters go from group to group."""
    been_there: tuple[ExperienceView, ...] = ()
    """Who said before the clinic that they have a related experience."""
    protocol: ProtocolName
    starts: When | None
    step: StepName | None
    steps: tuple[StepView, ...]
    clock: ClockView | None = None
    """Once it has a time; empty where it was cancelled."""
    contributions: tuple[ContributionView, ...]
    you_may: YouMay = YouMay()
    drafts: tuple[DraftView, ...] = ()
    """The viewer's own."""
    hands: tuple[HandView, ...] = ()
    """Raised hands, those heard least so far first."""
    called_on: Id | None = None
    """Who has the floor."""
    shares: tuple[ShareView, ...] = ()
    """Of everybody who was named as being there, presents, raised a hand, or was heard."""
    not_heard: tuple[Id, ...] = ()
    """Those of them who have not been heard yet."""
    follow_up: When | None
    report: str | None
    takeaways: tuple[TakeawayView, ...] = ()
    asked: tuple[AskedView, ...] = ()
    reports: tuple[ReportView, ...] = ()
    """What was told as a whole, by each who brought a case."""
    discussed_at: datetime | None = None
    """When a meeting talked about it last."""
    now: datetime
    """Convene's time when this was asked, so that a page can count down whatever its own clock says."""


class ClinicLine(Value):
    id: Id
    status: Status
    title: str
    question: str
    presenter_id: Id
    starts: When | None


class ClinicList(Piece):
    clinics: tuple[ClinicLine, ...]


class OpenCase(Value):
    """A case whose clinic has not begun: time to say "I have been there"."""

    id: Id
    status: Status
    title: str
    question: str
    need: str | None
    urgency: Urgency | None
    actual: bool | None
    presenter_id: Id
    facilitator_id: Id | None
    starts: When | None
    would_facilitate: tuple[Id, ...]
    been_there: tuple[ExperienceView, ...]
    cases: tuple[CaseView, ...] = ()
    """All cases that were brought so far, where several people may bring one."""
    places: int = 0
    """How many more could be brought."""


class OpenCases(Piece):
    cases: tuple[OpenCase, ...]


class ClinicBrief(Value):
    id: Id
    version: int = 0
    community_id: Id
    status: Status
    title: str
    question: str
    presenter_id: Id
    facilitator_id: Id | None
    starts: When | None
    follow_up: When | None
    report: str | None
    reason: str | None = None
    """Why it was cancelled."""
    expected: tuple[Id, ...] = ()
    """Who is to be there, where people are invited; empty where everybody is welcome."""
    takeaways: tuple[str, ...] = ()
    """What the presenter took along."""

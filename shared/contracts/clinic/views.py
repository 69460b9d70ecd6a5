"""What the clinic service answers with. All of it is also in `shared.contracts.clinic`."""

from datetime import datetime
from typing import Literal

from shared.contracts.pictures import Picture
from shared.contracts.protocol import Kind, Part, Protocol, Size, StepName, Total, Turns
from shared.contracts.types import Id, Value, When

type Status = Literal["proposed", "scheduled", "running", "closed", "reported", "cancelled"]


class StepView(Value):
    """A step. Before the clinic starts, those of a loop are there once; `each` says what they are repeated for."""

    name: StepName
    title: str = ""
    number: int
    minutes: int
    hint: str
    hints: dict[Part, str] = {}
    takes: tuple[Kind, ...]
    speakers: dict[Kind, Part] = {}
    """Whose each of these contributions is."""
    mutes: tuple[Part, ...] = ()
    silent: bool = False
    optional: bool = False
    skipped: bool = False
    restates: bool = False
    each: Turns | None = None
    turn_of: Id | None = None
    started_at: datetime | None = None
    ends_at: datetime | None = None
    ended_at: datetime | None = None


class ContributionView(Value):
    id: Id
    kind: Kind
    step: StepName
    member_id: Id
    text: str
    at: datetime
    about: Id | None = None
    """The question an answer belongs to, the advice a comment or takeaway belongs to."""


class ProtocolName(Value):
    """Which protocol, in which version."""

    key: str
    version: int
    title: str


class ExperienceView(Value):
    """Somebody who has been there."""

    member_id: Id
    note: str | None


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
    people: tuple[Id, ...] = ()
    visual: VisualView | None = None
    been_there: tuple[ExperienceView, ...] = ()
    """Who said before the clinic that they have a related experience."""
    protocol: ProtocolName
    starts: When | None
    step: StepName | None
    steps: tuple[StepView, ...]
    contributions: tuple[ContributionView, ...]
    follow_up: When | None
    report: str | None
    now: datetime
    """Convene's time when this was asked, so that a page can count down whatever its own clock says."""


class ProtocolLine(Value):
    key: str
    version: int
    title: str
    summary: str
    complete: bool
    note: str | None
    own: bool
    """Whether it is the community's own; otherwise it comes with Convene."""
    people: Size | None
    total: Total
    planned_minutes: int
    """With as few people as there may be."""


class ProtocolList(Value):
    protocols: tuple[ProtocolLine, ...]


class ProtocolView(Value):
    own: bool
    newest: int
    """The newest version there is."""
    definition: Protocol


class ClinicLine(Value):
    id: Id
    status: Status
    title: str
    question: str
    presenter_id: Id
    starts: When | None


class ClinicList(Value):
    clinics: tuple[ClinicLine, ...]


class OpenCase(Value):
    """A case whose clinic has not begun: time to say "I have been there"."""

    id: Id
    status: Status
    title: str
    question: str
    presenter_id: Id
    facilitator_id: Id | None
    starts: When | None
    been_there: tuple[ExperienceView, ...]


class OpenCases(Value):
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
    takeaways: tuple[str, ...] = ()
    """What the presenter took along."""

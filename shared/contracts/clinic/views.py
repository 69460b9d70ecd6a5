"""What the clinic service answers with. All of it is also in `shared.contracts.clinic`."""

from datetime import datetime
from typing import Literal

from shared.contracts.clinic.clock_views import ClockView, StepTimeView
from shared.contracts.clinic.follow_up import Done, Result
from shared.contracts.clinic.people import Answer
from shared.contracts.clinic.readiness import Urgency
from shared.contracts.clinic.takeaways import Choice
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
    wish: int = 0
    """The minutes that were asked for it, or that its protocol plans, for each person or client where it has them so."""
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
    round: int = 0
    """Which time it is in a loop, counted from 1; 0 outside loops, and before the start."""
    started_at: datetime | None = None
    ends_at: datetime | None = None
    ended_at: datetime | None = None
    time: StepTimeView | None = None


class CaseView(Value):
    """One of several cases in a clinic. Without title and question where they are told in the clinic itself."""

    presenter_id: Id
    title: str = ""
    question: str = ""
    left: bool = False
    """Whether its presenter has left."""


class GroupView(Value):
    number: int
    members: tuple[Id, ...]
    presenter_id: Id | None = None
    """Who is with it in the round that runs."""
    note: str = ""
    """What is worth knowing about it: that it is empty, that nobody presents to it now."""


class Whereabouts(Value):
    """Where somebody is, and where they go next."""

    presents: bool
    group: int | None = None
    """The group one belongs to, or presents to now."""
    presenter_id: Id | None = None
    """Who is with that group now: whose case it works on."""
    next_group: int | None = None
    """Where a presenter goes after this round."""
    next_presenter_id: Id | None = None
    """Who comes to one's group after this round."""
    note: str
    """The same in words."""


class RotationView(Value):
    """The groups of a clinic with several presenters."""

    round: int
    """The round that runs; 0 while none does."""
    rounds: int
    """How many there are in all."""
    over: bool
    groups: tuple[GroupView, ...]
    ways: tuple[tuple[Id | None, ...], ...]
    """For each round, who presents to group 1, group 2, ...; nobody where that presenter has left."""
    you: Whereabouts | None = None
    """Of those who belong to the clinic."""
    absent: tuple[Id, ...] = ()
    """Those who were in a group and are not there now."""
    note: str = ""
    """For the facilitator: what would make the groups even again."""


class ContributionView(Value):
    id: Id
    kind: Kind
    step: StepName
    member_id: Id
    text: str
    at: datetime
    about: Id | None = None
    """The question an answer belongs to, the advice a comment or takeaway belongs to."""
    case_of: Id | None = None
    """Whose case it is about, where several people bring one."""
    group: int | None = None
    story: bool = False
    """Advice that tells what its giver did in a similar position."""
    edited_at: datetime | None = None
    withdrawn: bool = False
    """Its author took it back, and others had answered: its place stays, without words."""
    me_too: tuple[Id, ...] = ()
    """Who said "me too", in that order."""
    yours_to_change: bool = False
    """Whether the viewer may edit or withdraw it now."""
    hint: str = ""
    """For its author, while it can be changed: what would make it better."""


class DraftView(Value):
    """A contribution of the viewer's that came before its step. Nobody else sees it."""

    id: Id
    kind: Kind
    text: str
    at: datetime
    about: Id | None = None
    story: bool = False
    case_of: Id | None = None
    """Whose case it is for, where several people bring one."""
    now: bool
    """Whether it can be given in the step that runs."""
    when: str
    """In words: when its place is, or that it is over."""


class MayContribute(Value):
    """A kind of contribution that the viewer may make now."""

    kind: Kind
    about: tuple[Kind, ...] = ()
    """The kinds of contribution it may belong to."""
    about_needed: bool = False


class YouMay(Value):
    """What the viewer may do in the step that runs, by their part in it; empty while none runs."""

    parts: tuple[Part, ...] = ()
    """What they are in this step, the closest part first."""
    hint: str = ""
    """What the step asks of them."""
    contribute: tuple[MayContribute, ...] = ()
    """What belongs to others waits until there is something it can belong to."""
    later: tuple[Kind, ...] = ()
    """Kinds whose step comes later: said now, they are kept as a draft."""
    respond: bool = False
    """Say "me too", raise a hand: nobody may in a silent step, nor whoever only listens."""
    restate: bool = False
    lead: bool = False


class HandView(Value):
    """A raised hand, in the order in which it is fair to call on people."""

    member_id: Id
    at: datetime
    reason: str
    """Why it is in this place, in words."""


class ShareView(Value):
    """How much was heard of somebody so far."""

    member_id: Id
    contributions: int
    characters: int
    called_on: int
    """How often the facilitator gave them the floor."""


class OutcomeView(Value):
    done: Done
    result: Result | None
    story: str
    """In the presenter's words; may be empty."""
    at: datetime | None


class TakeawayView(Value):
    """What somebody takes along, or sets aside."""

    id: Id
    member_id: Id
    choice: Choice
    advice_ids: tuple[Id, ...]
    text: str
    """What they will do; where they did not say, the advice itself."""
    why: str
    outcome: OutcomeView | None
    """What became of it, once that was told."""


class AskedView(Value):
    """Whom the community asks what really happened, and when. `open` until they told."""

    presenter_id: Id
    at: When
    number: int
    open: bool


class ReportView(Value):
    presenter_id: Id
    text: str
    at: datetime | None


class AdviceTold(Value):
    """What became of one piece of advice, for whoever gave it."""

    presenter_id: Id
    advice: str
    takeaways: tuple[TakeawayView, ...]


class FollowUpBrief(Value):
    """What a letter may tell one member."""

    awaited: int | None
    """Which date they are asked for; None: nothing is asked of them (any more)."""
    takeaways: tuple[str, ...]
    """What they took along and have told nothing about yet, in words."""
    told: tuple[AdviceTold, ...]
    """What became of the advice they gave."""
    reports: tuple[ReportView, ...]
    cases: tuple[CaseView, ...] = ()
    """Whose cases were worked on. Where somebody brought one without a title, it has the clinic's."""


class ProtocolName(Value):
    """Which protocol, in which version."""

    key: str
    version: int
    title: str


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
    expected: tuple[Id, ...] = ()
    """Who is to be there, where people are invited; empty where everybody is welcome."""
    takeaways: tuple[str, ...] = ()
    """What the presenter took along."""

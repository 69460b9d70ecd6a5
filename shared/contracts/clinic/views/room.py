"""What people see of a clinic's room: its steps, its groups, what was said, and what they may do."""

from datetime import datetime

from shared.contracts.clinic.views.clock import StepTimeView
from shared.contracts.protocol import Kind, Part, StepName, Turns
from shared.contracts.types import Id, Value

__all__ = [
    "CaseView",
    "ContributionView",
    "ContributionsView",
    "DraftView",
    "GroupView",
    "HandView",
    "MayContribute",
    "RotationView",
    "ShareView",
    "StepView",
    "Whereabouts",
    "YouMay",
]


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


class ContributionsView(Value):
    """Contributions of one clinic, in the order in which they were asked for; those the viewer may not see are left out."""

    clinic_id: Id
    community_id: Id
    contributions: tuple[ContributionView, ...]


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

"""What people see after a clinic: takeaways, what became of them, and who is asked."""

from datetime import datetime

from shared.contracts.clinic.follow_up import Done, Result
from shared.contracts.clinic.takeaways import Choice
from shared.contracts.clinic.views.room import CaseView
from shared.contracts.types import Id, Value, When

__all__ = [
    "AdviceTold",
    "AskedView",
    "FollowUpBrief",
    "OutcomeView",
    "ReportView",
    "TakeawayView",
]


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

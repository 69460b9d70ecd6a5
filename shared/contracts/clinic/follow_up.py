"""After the clinic: it is closed with a day for the follow-up, and what really happened is told, in parts if need be."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.contracts.clinic.base import ClinicCommand, ClinicEvent
from shared.contracts.types import Id, Line, Private, Text, Value, When

__all__ = [
    "Awaited",
    "ClinicClosed",
    "CloseClinic",
    "Done",
    "FollowUpPostponed",
    "FollowUpReported",
    "NoteDiscussion",
    "Outcome",
    "OutcomeTold",
    "PostponeFollowUp",
    "ReportDiscussed",
    "ReportFollowUp",
    "Result",
]

type Done = Literal["tried", "adapted", "not_tried"]
"""What the presenter did with a takeaway."""

type Result = Literal["helped", "did_not_help", "too_early"]
"""What came of it. What was not tried has none, unless it is too early to try."""


class Outcome(Value):
    """What became of one takeaway."""

    takeaway_id: Id
    done: Done
    result: Result | None = None
    story: Text | None = None


class Awaited(Value):
    """Who is asked what really happened, and when."""

    presenter_id: Id
    at: datetime
    zone: str
    number: int = 1
    """Which date it is: 1 is the one that was set when the clinic was closed."""


class CloseClinic(ClinicCommand):
    """End the clinic and set the day on which the community asks what really happened."""

    clinic_id: Id
    follow_up: When


class ReportFollowUp(ClinicCommand):
    """What really happened since: for each takeaway, and as a whole. In one go or in parts; what was told can be amended."""

    clinic_id: Id
    text: Text | None = None
    """The whole story. Left out, what was told before stays."""
    outcomes: Annotated[tuple[Outcome, ...], Field(max_length=100)] = ()
    again: When | None = None
    """The day to be asked again about what it is too early to tell; otherwise six weeks later."""


class PostponeFollowUp(ClinicCommand):
    """The presenter is not ready to tell, and says when to be asked again: twice at most, by half a year at most."""

    clinic_id: Id
    until: When


class NoteDiscussion(ClinicCommand):
    """A meeting has talked about what became of a case."""

    clinic_id: Id
    where: Line | None = None
    """Which meeting, if that is worth knowing."""


class ClinicClosed(ClinicEvent):
    """The clinic is over; `advisers` are those who gave advice, to be told one day what became of it."""

    revision: ClassVar[int] = 2
    presenter_id: Id
    facilitator_id: Id
    advisers: tuple[Id, ...]
    follow_up_at: datetime
    zone: str
    awaited: tuple[Awaited, ...] = ()
    """Everybody who is asked: where several brought a case, each of them. Empty in old events, which mean the presenter."""


class OutcomeTold(Value):
    """What became of one takeaway, as far as it is public: the story is not."""

    takeaway_id: Id
    advice_ids: tuple[Id, ...]
    done: Done
    result: Result | None = None
    news: bool = True
    """Whether it says something else than before; otherwise only the story changed."""


class FollowUpReported(ClinicEvent):
    """A presenter told what happened, or told more. Says only what is new or changed."""

    revision: ClassVar[int] = 2
    presenter_id: Id
    advisers: tuple[Id, ...]
    """Those to be told because of this: for them there is news."""
    text: Private[str]
    """Empty where the whole story stays as it was."""
    outcomes: tuple[OutcomeTold, ...] = ()
    stories: Private[dict[Id, str]] = {}
    """By takeaway."""
    amends: bool = False
    """Whether this presenter has reported before."""
    unanswered: tuple[Id, ...] = ()
    """Their takeaways of which nothing was told yet."""
    awaited: tuple[Awaited, ...] = ()
    """Who is still asked, or asked again."""
    at: datetime | None = None


class FollowUpPostponed(ClinicEvent):
    """A presenter is asked another time: they wanted so, or it was too early to tell."""

    presenter_id: Id
    follow_up_at: datetime
    zone: str
    number: int
    """Which date this is for them: 2 is the second."""
    reason: Literal["postponed", "too_early"]
    awaited: tuple[Awaited, ...]


class ReportDiscussed(ClinicEvent):
    """A meeting has talked about what became of a case."""

    by: Id
    at: datetime
    where: Private[str] = ""

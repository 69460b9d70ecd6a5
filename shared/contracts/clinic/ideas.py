"""Exploring a new idea: who supports it and may be named, and the brief that the presenter can take to a team or a manager."""

from datetime import datetime

from shared.contracts.clinic.base import ClinicCommand, ClinicEvent, ClinicQuery
from shared.contracts.types import Id, Paragraphs, Private, Text, Value

__all__ = [
    "AgreeToBeNamed",
    "BriefPoint",
    "BriefWritten",
    "DownsideRespondedTo",
    "GetIdeaBrief",
    "IdeaBrief",
    "LeaveOutOfBrief",
    "LeftOutOfBrief",
    "NamingAgreed",
    "NamingWithdrawn",
    "RespondToDownside",
    "RestoreToBrief",
    "RestoredToBrief",
    "SupportIdea",
    "Supporter",
    "WithdrawNaming",
    "WriteBrief",
    "YourPart",
]


class SupportIdea(ClinicCommand):
    """Say that you stand behind the idea, and why; `named` agrees to stand in its brief by name."""

    clinic_id: Id
    text: Text
    about: Id | None = None
    named: bool = False


class AgreeToBeNamed(ClinicCommand):
    """Let the brief name you among those who support the idea. `WithdrawNaming` takes this back at any time."""

    clinic_id: Id


class WithdrawNaming(ClinicCommand):
    """No longer stand in the brief by name. Copies that were taken before can't be called back."""

    clinic_id: Id


class WriteBrief(ClinicCommand):
    """The presenter's own words in the brief. What is not given stays as it is; an empty text is taken out."""

    clinic_id: Id
    opening: Paragraphs | None = None
    next_steps: Paragraphs | None = None
    """What the presenter will do next."""
    closing: Paragraphs | None = None


class RespondToDownside(ClinicCommand):
    """What the presenter says to a downside, in the brief; an empty text takes it out."""

    clinic_id: Id
    downside_id: Id
    text: Paragraphs


class LeaveOutOfBrief(ClinicCommand):
    """The presenter leaves a contribution out of the brief. The record keeps it."""

    clinic_id: Id
    contribution_id: Id


class RestoreToBrief(ClinicCommand):
    clinic_id: Id
    contribution_id: Id


class NamingAgreed(ClinicEvent):
    """Somebody who supports the idea agreed to be named in its brief."""

    member_id: Id


class NamingWithdrawn(ClinicEvent):
    member_id: Id


class BriefWritten(ClinicEvent):
    """The presenter wrote their part of the brief; the whole of it, as it is now."""

    presenter_id: Id
    opening: Private[str]
    next_steps: Private[str]
    closing: Private[str]


class DownsideRespondedTo(ClinicEvent):
    presenter_id: Id
    downside_id: Id
    text: Private[str]


class LeftOutOfBrief(ClinicEvent):
    contribution_id: Id


class RestoredToBrief(ClinicEvent):
    contribution_id: Id


class GetIdeaBrief(ClinicQuery):
    """The brief of an idea that was explored, for a member of its community; once the clinic is closed."""

    clinic_id: Id


class BriefPoint(Value):
    """Something that was said, without who said it."""

    id: Id
    text: str
    response: str = ""
    """What the presenter says to it."""
    left_out: bool = False
    """Left out of the brief: shown to the presenter alone, who may restore it."""


class Supporter(Value):
    """Somebody who supports the idea and agreed to be named, with their reasons."""

    member_id: Id
    reasons: tuple[BriefPoint, ...]


class YourPart(Value):
    """What whoever asks has to do with the brief."""

    presents: bool
    supports: bool
    named: bool


class IdeaBrief(Value):
    """An idea as a community of practice sees it: to be taken to a team or a manager.

    It names the presenter and those who agreed to be named, and nobody else.
    """

    clinic_id: Id
    version: int
    community_id: Id
    title: str
    question: str
    presenter_id: Id
    held: datetime | None
    """When the community explored it."""
    opening: str
    context: tuple[BriefPoint, ...]
    refinements: tuple[BriefPoint, ...]
    implications: tuple[BriefPoint, ...]
    downsides: tuple[BriefPoint, ...]
    takeaways: tuple[BriefPoint, ...]
    """How the presenter sees the idea now."""
    next_steps: str
    closing: str
    supporters: tuple[Supporter, ...]
    others: int
    """How many more support it and are not named."""
    you: YourPart

"""What somebody said before its step: kept as their draft, for them alone, until they give it or drop it."""

from datetime import datetime

from shared.contracts.clinic.base import ClinicCommand, ClinicEvent
from shared.contracts.clinic.takeaways import Choice
from shared.contracts.protocol import Kind, StepName
from shared.contracts.types import Id, Private, Text

__all__ = [
    "DraftDropped",
    "DraftGiven",
    "DraftHeld",
    "DropDraft",
    "GiveDraft",
]


class GiveDraft(ClinicCommand):
    """Give one's draft now that its step runs. It becomes an ordinary contribution."""

    clinic_id: Id
    draft_id: Id
    text: Text | None = None
    """Other words than those that were kept."""
    about: Id | None = None
    """The contribution it belongs to, where it needs one and the draft names none or another."""
    story: bool | None = None
    """Of advice, where the draft should say otherwise: whether it tells what one did oneself."""


class DropDraft(ClinicCommand):
    """Throw one's draft away; possible at any time, also when the clinic is over."""

    clinic_id: Id
    draft_id: Id


class DraftHeld(ClinicEvent):
    """A contribution came before its step and was kept as its author's draft. Others learn that it was, not what it says."""

    draft_id: Id
    member_id: Id
    kind: Kind
    step: StepName
    """The step that ran when it was said."""
    waits_for: StepName
    """The step in which it can be given, as things stood then."""
    hint: str
    """What the running step asks of its author instead."""
    at: datetime
    text: Private[str]
    about: Id | None = None
    story: bool = False
    choice: Choice = "taken"
    """Of a takeaway: what becomes of the advice it comes from."""
    advice_ids: tuple[Id, ...] = ()
    why: Private[str] = ""
    case_of: Id | None = None
    """Whose case it is for, where several people bring one: it stays for theirs, wherever they are when it is given."""


class DraftGiven(ClinicEvent):
    """A draft became a contribution, in the same moment."""

    draft_id: Id
    member_id: Id
    contribution_id: Id


class DraftDropped(ClinicEvent):
    """Its author threw a draft away."""

    draft_id: Id
    member_id: Id

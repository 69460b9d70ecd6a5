"""Whether a case is ready for the group: what its presenter could sharpen. There is no score."""

from typing import Literal

from shared.contracts.clinic.base import ClinicQuery
from shared.contracts.types import Id, Line, Text, Value

__all__ = [
    "CaseField",
    "CheckCase",
    "Concern",
    "Language",
    "Readiness",
    "Sharpening",
    "Urgency",
]

type Urgency = Literal["now", "soon", "later"]
"""How much it presses: something has to be decided within days; within weeks; nothing presses yet."""

type Concern = Literal["question", "one", "specific", "yours", "length", "need", "urgent", "actual"]
"""Is it a question; one question; specific; for the presenter to act on; of a length that can be taken in; does a need from
practice stand behind it; how urgent is it; is it going on now."""

type CaseField = Literal["question", "need", "urgency", "actual"]

type Language = Literal["de", "en", "es", "fr"]


class CheckCase(ClinicQuery):
    """What could be sharpened in a case before it is proposed. Nothing of it is kept."""

    community_id: Id
    question: Line
    need: Text | None = None
    urgency: Urgency | None = None
    actual: bool | None = None


class Sharpening(Value):
    """One thing to sharpen."""

    concern: Concern
    field: CaseField
    """Which part of the case it is about."""
    what: str
    """What was found, to the presenter."""
    how: str
    """What to do about it."""
    example: str = ""
    """What it could be like, in the question's language."""


class Readiness(Value):
    """What could be sharpened, the question first. Nothing found means no more than that."""

    sharpen: tuple[Sharpening, ...]
    language: Language | None
    """The language the question was read in; None where that could not be told."""
    not_judged: tuple[str, ...]
    """What only people can tell."""

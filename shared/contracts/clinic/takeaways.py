"""What the presenter takes along from the advice, and what they leave."""

from typing import Annotated, Literal

from pydantic import Field

from shared.contracts.clinic.base import ClinicCommand, ClinicEvent
from shared.contracts.types import Id, Private, Text

__all__ = [
    "ChangeTakeaway",
    "Choice",
    "DropTakeaway",
    "TakeawayChanged",
    "TakeawayDropped",
]

type Choice = Literal["taken", "adapted", "set_aside"]
"""What a presenter makes of advice: takes it as it is, takes it in a form of their own, or leaves it."""

AdviceIds = Annotated[tuple[Id, ...], Field(max_length=20)]
"""The pieces of advice that one takeaway comes from."""


class ChangeTakeaway(ClinicCommand):
    """Put a takeaway of one's own anew, whole: how, from which advice, in which words. Until the clinic is closed."""

    clinic_id: Id
    takeaway_id: Id
    choice: Choice = "taken"
    text: Text | None = None
    why: Text | None = None
    advice_ids: AdviceIds = ()


class DropTakeaway(ClinicCommand):
    """Take a takeaway of one's own back, until the clinic is closed."""

    clinic_id: Id
    takeaway_id: Id


class TakeawayChanged(ClinicEvent):
    takeaway_id: Id
    member_id: Id
    choice: Choice
    advice_ids: tuple[Id, ...]
    text: Private[str]
    why: Private[str] = ""


class TakeawayDropped(ClinicEvent):
    takeaway_id: Id
    member_id: Id

"""Messages about a visit: its time, who hosts it, and what came of it. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.notify.domain.delivery import facts
from services.notify.domain.delivery.state import Delivery
from services.notify.domain.messages.message import Known, Line, Message, Quote, translatable
from services.notify.domain.messages.topics import TimeMessage, TopicMessage
from shared.contracts.trips import VisitBrief
from shared.contracts.types import Id


class VisitScheduled(TimeMessage):
    kind = "visit_scheduled"
    about = translatable("A visit has its time")
    category = "announcements"
    title: Line
    place: Line
    when: Line
    guide: Line | None = None
    host: Line | None = None
    question: Quote | None = None


class VisitRescheduled(TimeMessage):
    kind = "visit_rescheduled"
    about = translatable("A visit was moved")
    category = "announcements"
    title: Line
    place: Line
    when: Line
    before: Line
    """The time that the reader was told before."""
    guide: Line | None = None


class VisitCancelled(TopicMessage):
    kind = "visit_cancelled"
    about = translatable("A visit was cancelled")
    title: Line
    place: Line
    when: Line
    reason: Quote | None = None


class TryingDue(TopicMessage):
    """Asks a visitor what came of what they wanted to try."""

    kind = "trying_due"
    about = translatable("What came of what you wanted to try?")
    page = "/memories"
    title: Line
    held: Line
    trying: Quote
    again: Line | None = None
    """Says that nobody asks again."""

    @classmethod
    def why_unwanted(cls, delivery: Delivery, known: Known) -> str | None:
        visit = known.topic
        if not isinstance(visit, VisitBrief):
            return None
        if visit.status == "cancelled":
            return "The visit was cancelled."
        return None if visit.trying else "They have told what came of it already."


class TurnProposed(Message):
    kind = "turn_proposed"
    about = translatable("Would you host the next visit?")
    hosted: Line
    """How often and when the reader has hosted a visit."""

    @classmethod
    def told(cls, delivery: Delivery, known: Known, zone: str, names: Mapping[str, str]) -> Mapping[str, Any]:
        return {"hosted": delivery.facts.get(facts.HOSTED)}


class SwapOffered(Message):
    kind = "swap_offered"
    about = translatable("Somebody asks you to swap turns")
    asker: Line

    @classmethod
    def people(cls, delivery: Delivery, known: Known) -> Mapping[str, Id | None]:
        return {"asker": delivery.facts.get(facts.ASKER)}


def times_hosted(times: int, last_at: datetime | None) -> str:
    """How often and when the reader hosted visits, as a message says it to them."""
    if times == 0 or last_at is None:
        return "You have not hosted a visit yet."
    often = {1: "once, in", 2: "twice, last in"}.get(times, f"{times} times, last in")
    return f"You have hosted {often} {last_at:%B %Y}."

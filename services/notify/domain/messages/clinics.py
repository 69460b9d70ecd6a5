"""Messages about a clinic: its time, and what really happened afterwards. Pure."""

from collections.abc import Mapping
from typing import Any

from services.notify.domain.delivery import facts
from services.notify.domain.delivery.state import Delivery
from services.notify.domain.messages import outcome_text
from services.notify.domain.messages.message import Facts, Known, Line, Quote, translatable
from services.notify.domain.messages.topics import TimeMessage, TopicMessage
from shared.contracts.clinic import FollowUpBrief
from shared.contracts.types import Id

LAST_NUDGE = 2
LAST_WORDS = "This is the last time we ask. Should there be something to tell one day, the page stays open for it."


class ClinicScheduled(TimeMessage):
    kind = "clinic_scheduled"
    about = translatable("A clinic has its time")
    category = "announcements"
    title: Line
    question: Quote
    presenter: Line
    when: Line
    facilitator: Line | None = None


class ClinicRescheduled(TimeMessage):
    kind = "clinic_rescheduled"
    about = translatable("A clinic was moved")
    category = "announcements"
    title: Line
    presenter: Line
    when: Line
    before: Line
    """The time that the reader was told before."""
    question: Quote | None = None


class ClinicCancelled(TopicMessage):
    kind = "clinic_cancelled"
    about = translatable("A clinic was cancelled")
    title: Line
    presenter: Line
    when: Line
    reason: Quote | None = None


class FollowUpQuestion(TopicMessage):
    """Asks a presenter what really happened."""

    source = FollowUpBrief
    title: Line
    held: Line
    takeaway: Quote | None = None

    @classmethod
    def why_unwanted(cls, delivery: Delivery, known: Known) -> str | None:
        """The presenter is not asked any more on the date that the message is about."""
        follow_up = known.source
        if not isinstance(follow_up, FollowUpBrief):
            return None
        if follow_up.awaited is None:
            return "The presenter has told what happened already."
        if str(follow_up.awaited) != delivery.facts.get(facts.NUMBER, "1"):
            return "The presenter is asked on another day."
        return None

    @classmethod
    def told(cls, delivery: Delivery, known: Known, zone: str, names: Mapping[str, str]) -> Mapping[str, Any]:
        told = super().told(delivery, known, zone, names)
        follow_up = known.source
        if not isinstance(follow_up, FollowUpBrief):
            return told
        own = cls.of_takeaways(follow_up.takeaways, int(delivery.facts.get(facts.NUDGE, "0")))
        return {**told, **_case(follow_up, delivery.member_id), **own}

    @classmethod
    def of_takeaways(cls, takeaways: tuple[str, ...], nudge: int) -> Facts:
        return {"takeaway": "\n".join(takeaways)}


class FollowUpDue(FollowUpQuestion):
    kind = "follow_up_due"
    about = translatable("What really happened?")
    question: Quote | None = None


class FollowUpNudge(FollowUpQuestion):
    kind = "follow_up_nudge"
    about = translatable("What really happened? Asked again")
    last: Line | None = None
    """Says that nobody asks again."""

    @classmethod
    def of_takeaways(cls, takeaways: tuple[str, ...], nudge: int) -> Facts:
        """Each nudge names one, and not the same one again if there are several."""
        takeaway = takeaways[(nudge - 1) % len(takeaways)] if takeaways else None
        return {"takeaway": takeaway, "last": LAST_WORDS if nudge == LAST_NUDGE else None}


class FollowUpReported(TopicMessage):
    kind = "follow_up_reported"
    about = translatable("What became of your advice")
    category = "reports"
    source = FollowUpBrief
    title: Line
    presenter: Line
    held: Line
    report: Quote | None = None
    advice: Quote | None = None
    """What became of the reader's own advice."""

    @classmethod
    def told(cls, delivery: Delivery, known: Known, zone: str, names: Mapping[str, str]) -> Mapping[str, Any]:
        told = super().told(delivery, known, zone, names)
        follow_up = known.source
        if not isinstance(follow_up, FollowUpBrief):
            return told
        presenter_id = delivery.facts.get(facts.PRESENTER)
        advice = [advice for advice in follow_up.told if presenter_id in (None, advice.presenter_id)]
        reports = [report.text for report in follow_up.reports if presenter_id in (None, report.presenter_id)]
        return {
            **told,
            **_case(follow_up, presenter_id),
            "advice": outcome_text.advice_told(advice, names.get("presenter", "")),
            "report": next(iter(reports), None),
        }


def _case(follow_up: FollowUpBrief, presenter_id: Id | None) -> Facts:
    """What this presenter brought, which is not what the clinic was proposed with where several brought a case."""
    case = next((case for case in follow_up.cases if case.presenter_id == presenter_id), None)
    return {"title": case.title, "question": case.question or None} if case else {}

"""What messages about a clinic or a visit tell of it, and whether those that tell its time are still right. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from services.notify.domain.delivery import facts
from services.notify.domain.delivery.state import Delivery
from services.notify.domain.messages.message import Facts, Known, Message, TopicBrief, on_clock_of
from services.notify.domain.messages.moments import moment
from shared.contracts.clinic import ClinicBrief
from shared.contracts.trips import VisitBrief
from shared.contracts.types import Id

LATE_AFTER = 60.0
"""Real seconds. A reminder may come this late after the start, or after the next reminder; later it would only puzzle."""
NEXT_LEAD = {"7 days": timedelta(hours=24), "24 hours": timedelta(hours=1)}
"""By lead time of a reminder, the next one's: from then on the earlier one would say what is no longer true."""
LAST_QUESTION = (
    "We asked a week ago, and do not ask again. Should there be something to tell one day, the page stays open for it."
)


class TopicMessage(Message):
    """About a clinic or a visit."""

    @classmethod
    def people(cls, delivery: Delivery, known: Known) -> Mapping[str, Id | None]:
        match known.topic:
            case ClinicBrief() as clinic:
                presenter = delivery.facts.get(facts.PRESENTER, clinic.presenter_id)
                return {"presenter": presenter, "facilitator": clinic.facilitator_id}
            case VisitBrief() as visit:
                return {"host": visit.host_id}
            case None:
                return {}

    @classmethod
    def told(cls, delivery: Delivery, known: Known, zone: str, names: Mapping[str, str]) -> Mapping[str, Any]:
        topic = known.topic
        if topic is None:
            return {}
        when = _time(topic.starts.instant, topic, zone) if topic.starts else None
        before = delivery.facts.get(facts.BEFORE)
        return {
            **topic.model_dump(include={"title", "question", "report", "place", "guide", "reason"}),
            "when": when,
            "held": when,
            "before": _time(datetime.fromisoformat(before), topic, zone) if before else None,
            "lead": delivery.facts.get(facts.TIME_LEFT) or delivery.facts.get(facts.LEAD),
            **(_of_clinic(topic) if isinstance(topic, ClinicBrief) else _of_visit(topic, delivery)),
        }


class TimeMessage(TopicMessage):
    """Tells when a clinic or visit takes place, so that it is wrong once that changes."""

    @classmethod
    def why_unwanted(cls, delivery: Delivery, known: Known) -> str | None:
        told, topic = delivery.facts.get(facts.STARTS_AT), known.topic
        if told is None or topic is None:
            return None
        if topic.status == "cancelled":
            return "It was cancelled."
        starts_at = datetime.fromisoformat(told)
        if topic.starts is None or topic.starts.instant != starts_at:
            return "It has moved to another time."
        if topic.status in ("closed", "reported", "completed") or known.seconds_since(starts_at) > LATE_AFTER:
            return "It has begun already."
        next_lead = NEXT_LEAD.get(delivery.facts.get(facts.LEAD, ""))
        if next_lead is not None and known.seconds_since(starts_at - next_lead) > LATE_AFTER:
            return "It was so late that a later reminder takes its place."
        return None


def _of_clinic(clinic: ClinicBrief) -> Facts:
    return {"what": "clinic", "takeaway": "\n".join(clinic.takeaways)}


def _of_visit(visit: VisitBrief, delivery: Delivery) -> Facts:
    """What visitors must know to be there, and what they wanted to try. When they set off, the clocks of the place where they
    do tell."""
    leaves = visit.departure
    return {
        "what": "visit",
        "meeting_point": visit.meeting_point,
        "bring": visit.bring,
        "departure": f"{leaves.title}, {moment(leaves.at.instant, leaves.at.zone)}" if leaves else None,
        "trying": "\n".join(visit.trying),
        "again": LAST_QUESTION if facts.NUDGE in delivery.facts else None,
    }


def _time(at: datetime, topic: TopicBrief, zone: str) -> str:
    """On the reader's own clock; whoever goes to a visit goes by the clock of the place."""
    there = topic.starts.zone if topic.starts else "UTC"
    if isinstance(topic, VisitBrief) and topic.mode != "online":
        return moment(at, there)
    return on_clock_of(zone, there, at)

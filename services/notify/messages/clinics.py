"""The letters that follow a clinic: whether they are still wanted, and what they tell their reader."""

from services.notify.domain.delivery.state import Delivery
from services.notify.domain.message_kinds import Kind
from services.notify.handlers.reactions.audience import NUDGE, NUMBER, PRESENTER
from services.notify.messages import outcome_text
from shared.contracts.clinic import FollowUpBrief, GetFollowUpBrief
from shared.runtime.ports import Ports

LETTERS = (Kind.FOLLOW_UP_DUE, Kind.FOLLOW_UP_NUDGE, Kind.FOLLOW_UP_REPORTED)
LAST_NUDGE = 2
LAST_WORDS = "This is the last time we ask. Should there be something to tell one day, the page stays open for it."


async def asked_of(delivery: Delivery, ports: Ports) -> FollowUpBrief | None:
    """What the clinic's owner lets such a letter tell its reader; None where it is another letter."""
    if delivery.letter not in LETTERS or not delivery.topic.startswith("clinic-"):
        return None
    query = GetFollowUpBrief(clinic_id=delivery.topic, member_id=delivery.member_id)
    return await ports.ask.query(query, FollowUpBrief, token=ports.signer.own())


def why_unwanted(delivery: Delivery, after: FollowUpBrief) -> str | None:
    """Why a presenter is not to be asked any more on the date that the message is about; None while they are."""
    if delivery.letter == Kind.FOLLOW_UP_REPORTED:
        return None
    if after.awaited is None:
        return "The presenter has told what happened already."
    if str(after.awaited) != delivery.facts.get(NUMBER, "1"):
        return "The presenter is asked on another day."
    return None


def told(delivery: Delivery, after: FollowUpBrief, presenter: str) -> dict[str, str | None]:
    """The facts that only such letters have."""
    if delivery.letter == Kind.FOLLOW_UP_REPORTED:
        whose = delivery.facts.get(PRESENTER)
        case = _case(after, whose)
        mine = [advice_told for advice_told in after.told if whose in (None, advice_told.presenter_id)]
        reports = [report.text for report in after.reports if whose in (None, report.presenter_id)]
        return {**case, "advice": outcome_text.told(mine, presenter), "report": next(iter(reports), None)}
    case = _case(after, delivery.member_id)
    nudge = int(delivery.facts.get(NUDGE, "0"))
    if not nudge:
        return {**case, "takeaway": "\n".join(after.takeaways)}
    # Each names one, and not the same one again if there are several.
    name = after.takeaways[(nudge - 1) % len(after.takeaways)] if after.takeaways else None
    return {**case, "takeaway": name, "last": LAST_WORDS if nudge == LAST_NUDGE else None}


def _case(after: FollowUpBrief, whose: str | None) -> dict[str, str | None]:
    """What this presenter brought, which is not what the clinic was proposed with where several brought a case."""
    case = next((case for case in after.cases if case.presenter_id == whose), None)
    return {"title": case.title, "question": case.question or None} if case else {}

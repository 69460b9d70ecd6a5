"""The takeaways of a clinic, and the advice that each comes from. Pure."""

from services.clinic.domain.clinic.records import Takeaway
from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c


def with_takeaway(clinic: Clinic, event: c.TakeawayNoted) -> dict[str, object]:
    """What else changes when a takeaway is contributed."""
    # Events from before there was a choice name at most one piece of advice, and take it.
    advice = event.advice_ids or ((event.advice_id,) if event.advice_id else ())
    takeaway = Takeaway(
        id=event.contribution_id, member_id=event.member_id, choice=event.choice, advice=advice, why=event.why
    )
    return put(clinic, takeaway)


def put(clinic: Clinic, takeaway: Takeaway) -> dict[str, object]:
    weighed = clinic.weighed
    for advice in takeaway.advice:
        weighed = weighed.put(advice, (*weighed.get(advice, ()), takeaway.id))
    return {"takeaways": clinic.takeaways.put(takeaway.id, takeaway), "weighed": weighed}


def without_advice(clinic: Clinic, takeaway: Takeaway) -> Clinic:
    """The clinic where no advice feeds this takeaway."""
    weighed = clinic.weighed
    for advice in takeaway.advice:
        weighed = weighed.put(advice, tuple(fed for fed in weighed.get(advice, ()) if fed != takeaway.id))
    return clinic.model_copy(update={"weighed": weighed})

"""What is taken along, and what is set aside. Pure."""

from services.clinic.domain.clinic.evolve.said import removed, replaced
from services.clinic.domain.clinic.state import Clinic, Takeaway
from shared.contracts import clinic as c
from shared.contracts.types import Id
from shared.domain import Evolver

evolve: Evolver[Clinic] = Evolver()


def with_takeaway(clinic: Clinic, event: c.TakeawayNoted) -> dict[str, object]:
    """What else changes when a takeaway is contributed."""
    # Events from before there was a choice name at most one piece of advice, and take it.
    advice = event.advice_ids or ((event.advice_id,) if event.advice_id else ())
    takeaway = Takeaway(
        id=event.contribution_id, member_id=event.member_id, choice=event.choice, advice=advice, why=event.why
    )
    return _put(clinic, takeaway)


@evolve.on
def takeaway_changed(clinic: Clinic, event: c.TakeawayChanged) -> Clinic:
    before = clinic.takeaways[event.takeaway_id]
    takeaway = before.model_copy(update={"choice": event.choice, "advice": event.advice_ids, "why": event.why})
    said = clinic.contributions.get(takeaway.id)
    update = _put(_without(clinic, before), takeaway)
    if said is not None:
        about = event.advice_ids[0] if event.advice_ids else None
        update |= replaced(clinic, said.model_copy(update={"text": event.text, "about": about}))
    return clinic.model_copy(update=update)


@evolve.on
def takeaway_dropped(clinic: Clinic, event: c.TakeawayDropped) -> Clinic:
    gone = clinic.takeaways[event.takeaway_id]
    without = _without(clinic, gone)
    said = without.contributions.get(gone.id)
    update = removed(without, said) if said else {}
    return without.model_copy(update={"takeaways": without.takeaways.drop(gone.id), **update})


def _put(clinic: Clinic, takeaway: Takeaway) -> dict[str, object]:
    weighed = clinic.weighed
    for advice in takeaway.advice:
        weighed = weighed.put(advice, (*weighed.get(advice, ()), takeaway.id))
    return {"takeaways": clinic.takeaways.put(takeaway.id, takeaway), "weighed": weighed}


def _without(clinic: Clinic, takeaway: Takeaway) -> Clinic:
    """The clinic where no advice feeds this takeaway."""
    weighed = clinic.weighed
    for advice in takeaway.advice:
        weighed = weighed.put(advice, tuple(fed for fed in weighed.get(advice, ()) if fed != takeaway.id))
    return clinic.model_copy(update={"weighed": weighed})


def fed_by(clinic: Clinic, advice: Id) -> tuple[Takeaway, ...]:
    """The takeaways that a piece of advice feeds."""
    ids = clinic.weighed.get(advice, ())
    return tuple(clinic.takeaways[name] for name in ids if name in clinic.takeaways)

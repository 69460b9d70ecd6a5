"""What is taken along, and what is set aside. Pure."""

from services.clinic.domain.clinic.contribution_record import removed, replaced
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.clinic.takeaway_record import put, without_advice
from shared.contracts import clinic as c
from shared.domain import Evolver

evolve: Evolver[Clinic] = Evolver()


@evolve.on
def takeaway_changed(clinic: Clinic, event: c.TakeawayChanged) -> Clinic:
    before = clinic.takeaways[event.takeaway_id]
    takeaway = before.model_copy(update={"choice": event.choice, "advice": event.advice_ids, "why": event.why})
    said = clinic.contributions.get(takeaway.id)
    update = put(without_advice(clinic, before), takeaway)
    if said is not None:
        about = event.advice_ids[0] if event.advice_ids else None
        update |= replaced(clinic, said.model_copy(update={"text": event.text, "about": about}))
    return clinic.model_copy(update=update)


@evolve.on
def takeaway_dropped(clinic: Clinic, event: c.TakeawayDropped) -> Clinic:
    gone = clinic.takeaways[event.takeaway_id]
    without = without_advice(clinic, gone)
    said = without.contributions.get(gone.id)
    update = removed(without, said) if said else {}
    return without.model_copy(update={"takeaways": without.takeaways.drop(gone.id), **update})

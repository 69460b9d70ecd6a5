"""The single visual. Pure."""

from services.clinic.domain.clinic.records import Visual
from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.domain import Evolver

evolve: Evolver[Clinic] = Evolver()


@evolve.on
def visual_set(clinic: Clinic, event: c.VisualSet) -> Clinic:
    return clinic.model_copy(update={"visual": Visual(picture=event.picture, alt=event.alt)})


@evolve.on
def visual_removed(clinic: Clinic, _: c.VisualRemoved) -> Clinic:
    return clinic.model_copy(update={"visual": None})

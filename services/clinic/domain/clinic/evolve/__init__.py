"""The state of a clinic, and how each event changes it: one module for each part of its life. Pure."""

from services.clinic.domain.clinic.evolve import (  # noqa: F401  (they add how their events change it)
    cases,
    clock,
    drafts,
    edits,
    experiences,
    facilitation,
    follow_up,
    groups,
    hands,
    ideas,
    people,
    steps,
    visual,
)
from services.clinic.domain.clinic.evolve.cases import DESCRIBED
from services.clinic.domain.clinic.evolve.contributions import KINDS, kind_of
from services.clinic.domain.clinic.evolve.takeaways import fed_by
from services.clinic.domain.clinic.state import (
    Asked,
    Brief,
    Case,
    Clinic,
    Contribution,
    Draft,
    Outcome,
    Report,
    Share,
    StepRun,
    Takeaway,
    evolve,
)

__all__ = [
    "DESCRIBED",
    "KINDS",
    "Asked",
    "Brief",
    "Case",
    "Clinic",
    "Contribution",
    "Draft",
    "Outcome",
    "Report",
    "Share",
    "StepRun",
    "Takeaway",
    "evolve",
    "fed_by",
    "kind_of",
]

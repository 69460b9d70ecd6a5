"""The state of a clinic, and how each event changes it: one module for each part of its life. Pure."""

from services.clinic.model import (  # noqa: F401  (they add how their events change it)
    amending,
    cases,
    clock,
    drafts,
    experiences,
    follow_up,
    groups,
    hands,
    ideas,
    leading,
    people,
    steps,
    visual,
)
from services.clinic.model.cases import DESCRIBED
from services.clinic.model.contributions import KINDS, kind_of
from services.clinic.model.state import (
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
from services.clinic.model.takeaways import fed_by

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

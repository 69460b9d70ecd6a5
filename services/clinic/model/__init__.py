"""The state of a clinic, and how each event changes it: one module for each part of its life. Pure."""

from services.clinic.model import (  # noqa: F401  (they add how their events change it)
    cases,
    experiences,
    follow_up,
    groups,
    ideas,
    steps,
)
from services.clinic.model.contributions import KINDS, kind_of
from services.clinic.model.state import Brief, Case, Clinic, Contribution, StepRun, evolve

__all__ = ["KINDS", "Brief", "Case", "Clinic", "Contribution", "StepRun", "evolve", "kind_of"]

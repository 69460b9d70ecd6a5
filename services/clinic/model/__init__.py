"""The state of a clinic, and how each event changes it: one module for each part of its life. Pure."""

from services.clinic.model import cases, clock, experiences, follow_up, steps  # noqa: F401  (they add how their events change it)
from services.clinic.model.contributions import KINDS, kind_of
from services.clinic.model.state import Clinic, Contribution, StepRun, evolve

__all__ = ["KINDS", "Clinic", "Contribution", "StepRun", "evolve", "kind_of"]

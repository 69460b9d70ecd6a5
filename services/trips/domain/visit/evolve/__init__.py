"""The state of a visit, and how each event changes it: one module for each part of it. Pure."""

from services.trips.domain.visit.evolve import clinics, day, memories, people, programme, signup, visits  # noqa: F401  (they add how their events change it)
from services.trips.domain.visit.state import Visit, evolve

__all__ = ["Visit", "evolve"]

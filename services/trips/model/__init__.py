"""The state of a visit, and how each event changes it: one module for each part of it. Pure."""

from services.trips.model import clinics, day, people, programme, signup, visits  # noqa: F401  (they add how their events change it)
from services.trips.model.state import Visit, evolve

__all__ = ["Visit", "evolve"]

"""The state of a visit, and how each event changes it: one module for each part of it. Pure."""

from services.trips.model import (  # noqa: F401  (they add how their events change it)
    clinics,
    day,
    memories,
    people,
    programme,
    signup,
    visits,
)
from services.trips.model.state import Visit, evolve

__all__ = ["Visit", "evolve"]

"""What each command of a visit leads to, or why it is refused: one module for each part of it. Pure."""

from services.trips.domain.visit.decide import clinics, day, memories, people, programme, signup, trials, visits  # noqa: F401  (they add their decisions)
from services.trips.domain.visit.guards import decide

__all__ = ["decide"]

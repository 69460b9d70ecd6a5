"""What each command of a visit leads to, or why it is refused: one module for each part of it. Pure."""

from services.trips.decisions import (  # noqa: F401  (they add their decisions)
    clinics,
    day,
    memories,
    people,
    programme,
    signup,
    trying,
    visits,
)
from services.trips.decisions.deciding import decide

__all__ = ["decide"]

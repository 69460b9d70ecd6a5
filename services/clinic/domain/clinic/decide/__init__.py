"""What each command of a clinic leads to, or why it is refused: one module for each part of its life. Pure."""

from services.clinic.domain.clinic.decide import (  # noqa: F401  (they add their decisions)
    cases,
    clock,
    contributions,
    drafts,
    edits,
    experiences,
    facilitation,
    follow_up,
    groups,
    hands,
    ideas,
    people,
    reports,
    steps,
    takeaways,
    visual,
)
from services.clinic.domain.clinic.guards import decide

__all__ = ["decide"]

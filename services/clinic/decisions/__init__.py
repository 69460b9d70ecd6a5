"""What each command of a clinic leads to, or why it is refused: one module for each part of its life. Pure."""

from services.clinic.decisions import (  # noqa: F401  (they add their decisions)
    amending,
    cases,
    clock,
    contributions,
    drafts,
    experiences,
    follow_up,
    groups,
    hands,
    ideas,
    leading,
    people,
    reports,
    steps,
    takeaways,
    visual,
)
from services.clinic.decisions.deciding import decide

__all__ = ["decide"]

"""What each command of a clinic leads to, or why it is refused: one module for each part of its life. Pure."""

from services.clinic.domain.clinic.decide import (
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
from services.clinic.domain.clinic.state import Clinic
from shared.domain import Decider

decide = Decider[Clinic].merged(
    cases.decide,
    clock.decide,
    contributions.decide,
    drafts.decide,
    edits.decide,
    experiences.decide,
    facilitation.decide,
    follow_up.decide,
    groups.decide,
    hands.decide,
    ideas.decide,
    people.decide,
    reports.decide,
    steps.decide,
    takeaways.decide,
    visual.decide,
)

"""How each event changes a clinic: one module for each part of its life. Pure."""

from services.clinic.domain.clinic.evolve import (
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
    steps,
    takeaways,
    visual,
)
from services.clinic.domain.clinic.state import Clinic
from shared.domain import Evolver

evolve = Evolver[Clinic].merged(
    cases.evolve,
    clock.evolve,
    contributions.evolve,
    drafts.evolve,
    edits.evolve,
    experiences.evolve,
    facilitation.evolve,
    follow_up.evolve,
    groups.evolve,
    hands.evolve,
    ideas.evolve,
    people.evolve,
    steps.evolve,
    takeaways.evolve,
    visual.evolve,
)

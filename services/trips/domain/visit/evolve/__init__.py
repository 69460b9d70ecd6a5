"""How each event changes a visit: one module for each part of its life. Pure."""

from services.trips.domain.visit.evolve import clinics, day, memories, people, programme, signup, visits
from services.trips.domain.visit.state import Visit
from shared.domain import Evolver

evolve = Evolver[Visit].merged(
    clinics.evolve,
    day.evolve,
    memories.evolve,
    people.evolve,
    programme.evolve,
    signup.evolve,
    visits.evolve,
)

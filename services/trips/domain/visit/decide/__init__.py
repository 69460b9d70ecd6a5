"""What each command of a visit leads to, or why it is refused: one module for each part of its life. Pure."""

from services.trips.domain.visit.decide import clinics, day, memories, people, programme, signup, trials, visits
from services.trips.domain.visit.state import Visit
from shared.domain import Decider

decide = Decider[Visit].merged(
    clinics.decide,
    day.decide,
    memories.decide,
    people.decide,
    programme.decide,
    signup.decide,
    trials.decide,
    visits.decide,
)

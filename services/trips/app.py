"""Wires the trips service."""

from services.trips.adapters import attendance
from services.trips.domain.rota.decide import decide_rota
from services.trips.domain.rota.state import Rota, evolve_rota
from services.trips.domain.visit.decide import clinics, day, memories, people, programme, signup, trials, visits
from services.trips.domain.visit.evolve import evolve
from services.trips.domain.visit.state import Visit
from services.trips.handlers import (
    day_queries,
    memory_queries,
    queries,
    reactions,
    rota_queries,
    signup_queries,
    suggestion_queries,
)
from shared.contracts.clinic import GetClinicBrief
from shared.domain import Aggregate, Decider
from shared.runtime.service import Service
from shared.store.community_index import CommunityIndex

visit = Aggregate(
    kind="visit",
    state=Visit,
    evolve=evolve,
    decide=Decider[Visit].merged(
        clinics.decide,
        day.decide,
        memories.decide,
        people.decide,
        programme.decide,
        signup.decide,
        trials.decide,
        visits.decide,
    ),
    revision=6,
)

rota = Aggregate(
    kind="rota",
    state=Rota,
    evolve=evolve_rota,
    decide=decide_rota,
)

service = Service(
    name="trips",
    aggregates=(visit, rota),
    queries=(
        queries.queries,
        day_queries.queries,
        rota_queries.queries,
        memory_queries.queries,
        signup_queries.queries,
        suggestion_queries.queries,
    ),
    reactions=(reactions.reactions, memory_queries.reactions),
    asks=(GetClinicBrief,),
    lookups=(attendance.lookups, memory_queries.lookups),
    read_models=lambda ports: [CommunityIndex(ports, "visits", "visit"), attendance.Attendance(ports)],
)

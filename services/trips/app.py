"""Wires the trips service."""

from services.trips.decisions import decide
from services.trips.model import Visit, evolve
from services.trips.queries import answers
from shared.contracts import trips as c
from shared.domain import Aggregate
from shared.listing import Listing
from shared.service import Service

visit = Aggregate(
    kind="visit",
    state=Visit,
    evolve=evolve,
    decide=decide,
    revision=2,
    events=(c.VisitProposed, c.VisitScheduled, c.VisitCancelled, c.VisitCompleted),
)

service = Service(
    name="trips",
    aggregates=(visit,),
    answers=answers,
    sinks=lambda house: [Listing(house, "visits")],
)

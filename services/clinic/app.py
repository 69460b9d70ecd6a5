"""Wires the clinic service."""

from services.clinic.adapters.past_cases import Cases, Memories
from services.clinic.adapters.presence import Presence
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
from services.clinic.domain.clinic.evolve import evolve
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.protocols import community
from services.clinic.handlers import (
    facilitator_lookups,
    idea_queries,
    membership_lookups,
    memory_queries,
    protocol_queries,
    queries,
    reactions,
    record_queries,
    visual_queries,
)
from services.clinic.handlers.ports import ClinicParts
from shared.domain import Aggregate, Decider
from shared.runtime.service import Service
from shared.store.community_index import CommunityIndex

clinic = Aggregate(
    kind="clinic",
    state=Clinic,
    evolve=evolve,
    decide=Decider[Clinic].merged(
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
    ),
    revision=10,
)

protocol = Aggregate(
    kind="protocol",
    state=community.OwnProtocol,
    evolve=community.evolve,
    decide=community.decide,
)

service = Service(
    name="clinic",
    aggregates=(clinic, protocol),
    queries=(
        queries.queries,
        idea_queries.queries,
        memory_queries.queries,
        protocol_queries.queries,
        record_queries.queries,
        visual_queries.queries,
    ),
    lookups=(
        facilitator_lookups.lookups,
        membership_lookups.lookups,
        protocol_queries.lookups,
        visual_queries.lookups,
    ),
    reactions=(reactions.reactions,),
    parts=lambda ports: ClinicParts(Memories(ports), Presence(ports)),
    read_models=lambda ports: [
        CommunityIndex(ports, "clinics", "clinic"),
        CommunityIndex(ports, "protocols", "protocol"),
        Cases(ports),
    ],
)

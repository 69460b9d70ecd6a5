"""Wires the community service."""

from services.community import ways_in
from services.community.decisions import decide
from services.community.mailboxes import Mailboxes, lookups
from services.community.model import Community, evolve
from services.community.queries import answers
from shared.contracts import community as c
from shared.domain import Aggregate
from shared.service import Service

community = Aggregate(
    kind="community",
    state=Community,
    evolve=evolve,
    decide=decide,
    events=(c.CommunityCreated, c.MemberInvited, c.MemberJoined, c.RoleChanged, c.MemberLeft, c.ContactSet),
)

way_in = Aggregate(
    kind="wayin",
    state=ways_in.WayIn,
    evolve=ways_in.evolve,
    decide=ways_in.decide,
    events=(c.WayInOffered, c.WayInUsed),
)

service = Service(
    name="community",
    aggregates=(community, way_in),
    answers=answers,
    lookups=lookups,
    sinks=lambda house: [Mailboxes(house)],
)

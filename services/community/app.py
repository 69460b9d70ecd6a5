"""Wires the community service."""

from services.community.decisions import decide
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

service = Service(name="community", aggregates=(community,), answers=answers)

"""Wires the community service."""

from services.community.adapters.devices import Devices
from services.community.adapters.first_start import noting_first_start
from services.community.adapters.mailboxes import Mailboxes
from services.community.domain import access_token, sign_in_link
from services.community.domain import session as sessions
from services.community.domain.community.decide import decide
from services.community.domain.community.state import Community, evolve
from services.community.handlers.lookups import lookups
from services.community.handlers.queries import queries
from shared.domain import Aggregate
from shared.runtime.service import Service
from shared.store.community_index import CommunityIndex

community = Aggregate(
    kind="community",
    state=Community,
    evolve=evolve,
    decide=decide,
)

way_in = Aggregate(
    kind="wayin",
    state=sign_in_link.WayIn,
    evolve=sign_in_link.evolve,
    decide=sign_in_link.decide,
)

token = Aggregate(
    kind="token",
    state=access_token.Token,
    evolve=access_token.evolve,
    decide=access_token.decide,
)

session = Aggregate(
    kind="session",
    state=sessions.Session,
    evolve=sessions.evolve,
    decide=sessions.decide,
)

service = Service(
    name="community",
    aggregates=(community, way_in, token, session),
    queries=(queries,),
    lookups=(lookups,),
    read_models=lambda ports: [Mailboxes(ports), CommunityIndex(ports, "tokens", "token"), Devices(ports)],
    background=(noting_first_start,),
)

"""Wires the community service."""

from services.community import sessions, tokens, ways_in
from services.community.decisions import decide
from services.community.devices import Devices
from services.community.first_start import noting_first_start
from services.community.lookups import lookups
from services.community.mailboxes import Mailboxes
from services.community.model import Community, evolve
from services.community.queries import answers
from shared.contracts import community as c
from shared.domain import Aggregate
from shared.runtime.service import Service
from shared.store.community_index import Listing

community = Aggregate(
    kind="community",
    state=Community,
    evolve=evolve,
    decide=decide,
    events=(
        c.CommunityCreated,
        c.MemberInvited,
        c.InvitationTakenBack,
        c.MemberJoined,
        c.RoleChanged,
        c.MemberLeft,
        c.ContactSet,
        c.AddressProposed,
        c.AddressConfirmed,
        c.AddressWithdrawn,
        c.SignedOutEverywhere,
        c.InvitationRenewed,
    ),
)

way_in = Aggregate(
    kind="wayin",
    state=ways_in.WayIn,
    evolve=ways_in.evolve,
    decide=ways_in.decide,
    events=(c.WayInOffered, c.WayInGiven, c.WayInUsed),
)

token = Aggregate(
    kind="token",
    state=tokens.Token,
    evolve=tokens.evolve,
    decide=tokens.decide,
    events=(c.TokenIssued, c.TokenRevoked),
)

session = Aggregate(
    kind="session",
    state=sessions.Session,
    evolve=sessions.evolve,
    decide=sessions.decide,
    events=(c.SessionBegun, c.SessionEnded),
)

service = Service(
    name="community",
    aggregates=(community, way_in, token, session),
    answers=answers,
    lookups=lookups,
    sinks=lambda house: [Mailboxes(house), Listing(house, "tokens", "token"), Devices(house)],
    background=noting_first_start,
)

"""What there is in a community, as one of its members sees it."""

from dataclasses import dataclass, field

from services.gateway.door import Door
from shared.contracts import clinic as c
from shared.contracts import community as m
from shared.contracts import trips as t
from shared.contracts.types import Id
from shared.domain import Refusal


@dataclass
class Overview:
    """A community with its clinics and visits. `missing` where a service was away, and its part is left out."""

    id: Id
    me: Id
    community: m.CommunityView | None = None
    clinics: tuple[c.ClinicLine, ...] = ()
    visits: tuple[t.VisitLine, ...] = ()
    missing: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return self.community.name if self.community else "A community"

    @property
    def role(self) -> m.Role | None:
        members = self.community.members if self.community else ()
        return next((one.role for one in members if one.member_id == self.me), None)

    @property
    def may_propose(self) -> bool:
        """Whether to offer the form. Guests take part; where the role can't be told now, the service decides."""
        return self.role != "guest"

    @property
    def may_invite(self) -> bool:
        return self.role in ("convener", "facilitator")

    @property
    def invites_as(self) -> tuple[m.Role, ...]:
        """The roles this visitor may invite into."""
        return ("member", "facilitator", "guest", "convener") if self.role == "convener" else ("member", "guest")


async def overview(door: Door, community: Id, me: Id, token: str) -> Overview:
    """What can be told of a community now; a service that is away leaves its part out."""
    one = Overview(community, me)
    try:
        one.community = await door.ask(m.GetCommunity(community_id=community), m.CommunityView, token)
    except Refusal:
        one.missing.add("community")
    try:
        one.clinics = (await door.ask(c.ListClinics(community_id=community), c.ClinicList, token)).clinics
    except Refusal:
        one.missing.add("clinics")
    try:
        one.visits = (await door.ask(t.ListVisits(community_id=community), t.VisitList, token)).visits
    except Refusal:
        one.missing.add("visits")
    return one


async def known_community(door: Door, community: Id, token: str) -> m.CommunityView | None:
    """Who is who; None while the community service is away."""
    try:
        return await door.ask(m.GetCommunity(community_id=community), m.CommunityView, token)
    except Refusal:
        return None

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
    open_cases: tuple[c.OpenCase, ...] = ()
    """Those whose clinics have not begun; asked for on the community's own page alone."""
    protocols: tuple[c.ProtocolLine, ...] = ()
    """The ways to run a clinic, the usual one first; asked for on the community's own page alone."""
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
    def other_clinics(self) -> tuple[c.ClinicLine, ...]:
        """The clinics that are not shown as open cases."""
        open_ids = {one.id for one in self.open_cases}
        return tuple(one for one in self.clinics if one.id not in open_ids)

    def named(self, member: Id | None) -> str:
        members = self.community.members if self.community else ()
        known = (one.name for one in members if one.member_id == member)
        return "You" if member == self.me else next(known, "A member")

    def my_experience(self, case: c.OpenCase) -> c.ExperienceView | None:
        return next((one for one in case.been_there if one.member_id == self.me), None)

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


async def open_cases(door: Door, community: Id, token: str) -> tuple[c.OpenCase, ...]:
    """The cases whose clinics have not begun; none while the clinic service is away, which the overview tells."""
    try:
        return (await door.ask(c.ListOpenCases(community_id=community), c.OpenCases, token)).cases
    except Refusal:
        return ()


async def protocols(door: Door, community: Id, token: str) -> tuple[c.ProtocolLine, ...]:
    """The ways to run a clinic, the usual one first; none while the clinic service is away."""
    try:
        found = (await door.ask(c.ListProtocols(community_id=community), c.ProtocolList, token)).protocols
    except Refusal:
        return ()
    return tuple(sorted(found, key=lambda one: one.key != c.DEFAULT_PROTOCOL))


async def known_community(door: Door, community: Id, token: str) -> m.CommunityView | None:
    """Who is who; None while the community service is away."""
    try:
        return await door.ask(m.GetCommunity(community_id=community), m.CommunityView, token)
    except Refusal:
        return None

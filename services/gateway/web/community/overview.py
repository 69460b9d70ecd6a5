"""What there is in a community, as one of its members sees it."""

import asyncio
from dataclasses import dataclass, field

from fastapi import Request
from pydantic import BaseModel, ValidationError

from services.gateway.context import GatewayContext
from services.gateway.i18n.gettext import N_, _
from shared.contracts import clinic as c
from shared.contracts import community as m
from shared.contracts import trips as t
from shared.contracts.base import Query
from shared.contracts.pages import Pieces
from shared.contracts.types import Id
from shared.domain import Refusal

ROLES: tuple[m.Role, ...] = (N_("member"), N_("facilitator"), N_("guest"), N_("convener"))  # type: ignore[assignment]
"""The one most people have first."""
AT_ONCE = 30
"""How many things a page lists."""


@dataclass
class Overview:
    """A community with its clinics and visits. `missing` where a service was away, and its part is left out."""

    id: Id
    me: Id
    community: m.CommunityView | None = None
    clinics: tuple[c.ClinicLine, ...] = ()
    open_cases: tuple[c.OpenCase, ...] = ()
    """Those whose clinics have not begun; asked for on the page of its clinics alone."""
    protocols: tuple[c.ProtocolLine, ...] = ()
    """The ways to run a clinic, the usual one first; asked for on the page of its clinics alone."""
    visits: tuple[t.VisitLine, ...] = ()
    more_clinics: str | None = None
    """Where the next piece of the list begins, if there is one."""
    more_visits: str | None = None
    missing: set[str] = field(default_factory=set)
    unreadable: int = 0
    """How many of its things a service cannot read, and has left out."""

    @property
    def name(self) -> str:
        return self.community.name if self.community else _("A community")

    @property
    def role(self) -> m.Role | None:
        members = self.community.members if self.community else ()
        return next((member.role for member in members if member.member_id == self.me), None)

    @property
    def other_clinics(self) -> tuple[c.ClinicLine, ...]:
        """The clinics that are not shown as open cases."""
        open_ids = {open_case.id for open_case in self.open_cases}
        return tuple(clinic for clinic in self.clinics if clinic.id not in open_ids)

    def named(self, member: Id | None) -> str:
        members = self.community.members if self.community else ()
        known = (this_member.name for this_member in members if this_member.member_id == member)
        return _("You") if member == self.me else next(known, _("A member"))

    def my_experience(self, case: c.OpenCase) -> c.ExperienceView | None:
        return next((experience for experience in case.been_there if experience.member_id == self.me), None)

    @property
    def may_propose(self) -> bool:
        """Whether to offer the form. Guests take part; where the role can't be told now, the service decides."""
        return self.role != "guest"

    @property
    def may_invite(self) -> bool:
        return self.role in ("convener", "facilitator")

    @property
    def looks_after(self) -> bool:
        """Whether to offer what only conveners do."""
        return self.role == "convener"

    @property
    def roles(self) -> tuple[m.Role, ...]:
        return ROLES

    @property
    def invites_as(self) -> tuple[m.Role, ...]:
        """The roles this visitor may invite into."""
        return ROLES if self.looks_after else tuple(name for name in ROLES if name in ("member", "guest"))


async def overview(
    context: GatewayContext,
    community: Id,
    me: Id,
    token: str,
    *,
    clinics: Pieces | None = None,
    visits: Pieces | None = None,
) -> Overview:
    """What can be told of a community now, with the pieces of its lists that are wanted; a service that is away leaves its
    part out."""
    this_overview = Overview(community, me)
    of_clinics = c.ListClinics(community_id=community, **clinics.model_dump()) if clinics else None
    of_visits = t.ListVisits(community_id=community, **visits.model_dump()) if visits else None
    this_overview.community, found_clinics, found_visits = await asyncio.gather(
        known_community(context, community, token),
        _wanted(context, of_clinics, c.ClinicList, token),
        _wanted(context, of_visits, t.VisitList, token),
    )
    if found_clinics is not None:
        this_overview.clinics, this_overview.more_clinics = found_clinics.clinics, found_clinics.next
    if found_visits is not None:
        this_overview.visits, this_overview.more_visits = found_visits.visits, found_visits.next
    this_overview.unreadable = sum(found.unreadable for found in (found_clinics, found_visits) if found is not None)
    told = {"community": this_overview.community, "clinics": found_clinics, "visits": found_visits}
    wanted = {"community": True, "clinics": clinics is not None, "visits": visits is not None}
    this_overview.missing = {name for name, view in told.items() if wanted[name] and view is None}
    return this_overview


async def _wanted[V: BaseModel](context: GatewayContext, query: Query | None, view: type[V], token: str) -> V | None:
    return await answered(context, query, view, token) if query is not None else None


def piece_of(request: Request, limit: int = AT_ONCE) -> Pieces:
    """The piece of a list that a page's address asks for; the first one where it asks for none that there is."""
    try:
        return Pieces(limit=limit, after=request.query_params.get("after", ""))
    except ValidationError:
        return Pieces(limit=limit)


async def answered[V: BaseModel](context: GatewayContext, query: Query, view: type[V], token: str) -> V | None:
    """What a service answers; None where it is away, or says no."""
    try:
        return await context.ask(query, view, token)
    except Refusal:
        return None


async def open_cases(context: GatewayContext, community: Id, token: str) -> tuple[c.OpenCase, ...]:
    """The cases whose clinics have not begun; none while the clinic service is away, which the overview tells."""
    found = await answered(context, c.ListOpenCases(community_id=community), c.OpenCases, token)
    return found.cases if found else ()


async def protocols(context: GatewayContext, community: Id, token: str) -> tuple[c.ProtocolLine, ...]:
    """The ways to run a clinic, the usual one first; none while the clinic service is away."""
    found = await answered(context, c.ListProtocols(community_id=community), c.ProtocolList, token)
    return tuple(sorted(found.protocols, key=lambda protocol: protocol.key != c.DEFAULT_PROTOCOL)) if found else ()


async def known_community(context: GatewayContext, community: Id, token: str) -> m.CommunityView | None:
    """Who is who; None while the community service is away."""
    return await answered(context, m.GetCommunity(community_id=community), m.CommunityView, token)

"""A visit as one visitor sees it: what every page of it knows, and which pages there are for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request

from services.gateway.context import GatewayContext, context_of
from services.gateway.http.session import require_visitor, session_of
from services.gateway.i18n.gettext import N_, _
from services.gateway.web.community.overview import known_community
from shared.contracts import community as m
from shared.contracts import trips as t
from shared.contracts.types import Id

LEADERS = ("convener", "facilitator")
EARLY = timedelta(hours=12)
"""How long before a visit begins its day is looked at: as early as it may be begun."""


@dataclass(frozen=True)
class Tab:
    """One of the visit's pages."""

    path: str
    title: str
    """To be looked up."""


VISIT = Tab("", N_("The visit"))
PLAN = Tab("/plan", N_("Plan"))
SIGN_UP = Tab("/sign-up", N_("Sign-up"))
DAY = Tab("/day", N_("The day"))
MEMORIES = Tab("/memories", N_("Memories"))


@dataclass(frozen=True)
class Opened:
    view: t.VisitView
    me: Id
    role: m.Role | None
    community: m.CommunityView | None
    """None while the community service is away."""
    now: datetime

    @property
    def names(self) -> dict[Id, str]:
        return {member.member_id: member.name for member in self.community.members} if self.community else {}

    def name(self, member: Id) -> str:
        return _("You") if member == self.me else self.names.get(member, _("A former member"))

    def called(self, members: Iterable[Id]) -> list[str]:
        return [self.name(member) for member in members]

    def title(self, stop: Id) -> str:
        return next((this_stop.title for this_stop in self.view.programme if this_stop.id == stop), _("A stop"))

    def titles(self, stops: Iterable[Id]) -> list[str]:
        return [self.title(stop) for stop in stops]

    @property
    def hosts(self) -> bool:
        return self.me == self.view.host_id

    @property
    def leads(self) -> bool:
        """Whether they look after it: its host, and those who look after the community."""
        return self.hosts or self.role in LEADERS

    @property
    def guest(self) -> bool:
        return self.role == "guest"

    @property
    def ahead(self) -> bool:
        """Whether it can still take place, and be changed."""
        return self.view.status in ("proposed", "scheduled")

    @property
    def begun(self) -> bool:
        return self.view.starts is not None and self.view.starts.instant <= self.now and self.view.status != "cancelled"

    @property
    def is_on(self) -> bool:
        """Whether its day may be run."""
        return self.view.status == "scheduled" and self._starts_soon

    @property
    def _starts_soon(self) -> bool:
        return self.view.starts is not None and self.view.starts.instant - EARLY <= self.now

    def may_come(self, signing: t.SignUpView) -> bool:
        """Whether they may sign up now; its host comes along anyway, guests are invited."""
        return signing.status == "open" and self.ahead and not (self.hosts or self.guest or self.begun)

    @property
    def tabs(self) -> tuple[Tab, ...]:
        chosen = [VISIT]
        if self.leads and self.ahead:
            chosen.append(PLAN)
        if not self.guest and self.view.status != "cancelled":
            chosen.append(SIGN_UP)
        if self.view.starts and self.view.status in ("scheduled", "completed"):
            chosen.append(DAY)
        if self.begun:
            chosen.append(MEMORIES)
        return tuple(chosen)


@dataclass(frozen=True)
class Looking:
    """Somebody looks at a page of a visit."""

    request: Request
    context: GatewayContext
    session: str
    visit: Opened


async def opened(request: Request, visit_id: Id) -> Looking:
    """The visit for whoever looks; `Refusal` (404) where it is not for them."""
    member, context, session = require_visitor(request), context_of(request), session_of(request)
    view = await context.ask(t.GetVisit(visit_id=visit_id), t.VisitView, session)
    community = await known_community(context, view.community_id, session)
    role = await context.ports.roles.role(view.community_id, member.id)
    now = context.ports.clock.now()
    return Looking(request, context, session, Opened(view, member.id, role, community, now))

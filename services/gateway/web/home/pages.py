"""Home: what waits for the visitor in their communities, what is coming up there, and which cases are open."""

import asyncio
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.responses import Response

from services.gateway.context import GatewayContext, context_of
from services.gateway.http.session import require_visitor, session_of
from services.gateway.i18n.gettext import _
from services.gateway.live.memberships import communities_of
from services.gateway.web.community.overview import answered, known_community
from services.gateway.web.forms.submit import form_parts
from services.gateway.web.forms.trouble import NOTHING_WRONG
from services.gateway.web.home.todo import Waiting, waiting
from services.gateway.web.renderer import page
from shared.contracts import clinic as c
from shared.contracts import community as m
from shared.contracts import notify as n
from shared.contracts import trips as t
from shared.contracts.types import Id, When
from shared.domain import Refusal


@dataclass(frozen=True)
class Coming:
    """A clinic or a visit that is to come."""

    href: str
    title: str
    words: str
    starts: When | None
    sign_up: bool = False
    """Whether the visitor could sign up for it."""


@dataclass(frozen=True)
class Corner:
    """One community, as its member sees it from home. None stands for what could not be told just now."""

    id: Id
    me: Id
    community: m.CommunityView | None
    clinics: c.ClinicAgenda | None
    visits: t.VisitAgenda | None
    waiting: tuple[Waiting, ...]

    @property
    def name(self) -> str:
        return self.community.name if self.community else _("A community")

    @property
    def missing(self) -> bool:
        return None in (self.community, self.clinics, self.visits)

    @property
    def unreadable(self) -> int:
        """How many of its things a service cannot read, and has left out."""
        return sum(agenda.unreadable for agenda in (self.clinics, self.visits) if agenda is not None)

    @property
    def guest(self) -> bool:
        members = self.community.members if self.community else ()
        return any(member.member_id == self.me and member.role == "guest" for member in members)

    @property
    def alone(self) -> bool:
        """Whether there is nobody yet to bring a case to."""
        return self.community is not None and len(self.community.members) == 1

    @property
    def coming(self) -> tuple[Coming, ...]:
        """Clinics and visits together, the soonest first; what has no time yet comes last."""
        clinics = self.clinics.coming if self.clinics else ()
        visits, may = (self.visits.coming, self.visits.sign_up_open) if self.visits else ((), ())
        both = [
            *(Coming(f"/clinics/{clinic.id}", clinic.title, _("Clinic"), clinic.starts) for clinic in clinics),
            *(
                Coming(f"/visits/{visit.id}", visit.title, _("Visit"), visit.starts, visit.id in may)
                for visit in visits
            ),
        ]
        dated = sorted((coming for coming in both if coming.starts), key=lambda coming: coming.starts.instant)  # type: ignore[union-attr]
        return (*dated, *(coming for coming in both if coming.starts is None))

    @property
    def open_cases(self) -> tuple[c.ClinicLine, ...]:
        return self.clinics.open_cases if self.clinics else ()

    @property
    def quiet(self) -> bool:
        """Whether nothing has been brought here yet."""
        return not self.missing and self.clinics is not None and not self.unreadable and self.clinics.clinics == 0

    def named(self, member: Id) -> str:
        members = self.community.members if self.community else ()
        return next((this_member.name for this_member in members if this_member.member_id == member), _("A member"))


async def corner(context: GatewayContext, community: Id, me: Id, token: str) -> Corner:
    """All that home shows of one community, each service asked once and all at the same time."""
    found, clinics, visits, reader = await asyncio.gather(
        known_community(context, community, token),
        answered(context, c.GetClinicAgenda(community_id=community), c.ClinicAgenda, token),
        answered(context, t.GetVisitAgenda(community_id=community), t.VisitAgenda, token),
        answered(context, n.GetReader(community_id=community), n.ReaderView, token),
    )
    return Corner(community, me, found, clinics, visits, waiting(community, clinics, visits, reader))


async def home(request: Request) -> Response:
    """What waits, what is coming up and which cases are open; to strangers, how to get in."""
    session = session_of(request)
    try:
        member = require_visitor(request) if session else None
    except Refusal:
        member = None
    if member is None:
        return page("home/home.html", signed_in=False, corners=())
    context = context_of(request)
    ids = await communities_of(member.id, context.ports)
    corners = await asyncio.gather(*(corner(context, name, member.id, session) for name in ids))
    return page("home/home.html", signed_in=True, corners=corners, **form_parts(request, NOTHING_WRONG))


def add_home_pages(app: FastAPI) -> None:
    app.add_api_route("/", home, methods=["GET"], include_in_schema=False, response_class=Response)

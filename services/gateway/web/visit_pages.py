"""A visit's page: where it goes, who guides, the programme, what was learned; and the forms of whoever looks after it."""

from collections.abc import Callable
from typing import Annotated

from fastapi import FastAPI, Path, Request
from fastapi.responses import Response

from services.gateway.door import door_of
from services.gateway.web import visit_signup
from services.gateway.web.overview import known_community
from services.gateway.web.planning import made, moment, zones
from services.gateway.web.rendering import page
from services.gateway.web.sending import NOTHING_WRONG, Fields, Trouble, form_parts, send_deed
from services.gateway.web.session import session_of, visitor
from services.gateway.web.visit_signup import seats_of
from shared.contracts import trips as t
from shared.contracts.base import Command
from shared.contracts.types import Id

VisitId = Annotated[Id, Path()]
LEADERS = ("convener", "facilitator")


async def visit_page(request: Request, visit_id: VisitId) -> Response:
    return await _show(request, visit_id, NOTHING_WRONG)


async def visit_deed(request: Request, visit_id: VisitId, deed: str) -> Response:
    return await send_deed(
        request,
        deed,
        visit_id,
        deeds=DEEDS,
        again=lambda trouble: _show(request, visit_id, trouble),
        then=f"/visits/{visit_id}",
    )


async def _show(request: Request, visit_id: Id, trouble: Trouble) -> Response:
    member, door, session = visitor(request), door_of(request), session_of(request)
    view = await door.ask(t.GetVisit(visit_id=visit_id), t.VisitView, session)
    signing = await door.ask(t.GetSignUp(visit_id=visit_id), t.SignUpView, session)
    community = await known_community(door, view.community_id, session)
    role = await door.house.roster.role(view.community_id, member.id)
    names = {one.member_id: one.name for one in community.members} if community else {}
    hosts = member.id == view.host_id
    return page(
        "visit.html",
        status=trouble.status,
        visit=view,
        host="You" if hosts else names.get(view.host_id, "A member"),
        community=community,
        seats=seats_of(signing, view, names, member.id, role),
        leads=hosts or role in LEADERS,
        begun=view.starts is not None and view.starts.instant <= door.house.clock.now(),
        zone=community.zone if community else "UTC",
        zones=zones(),
        **form_parts(request, trouble),
    )


def _schedule(visit: Id, fields: Fields) -> Command:
    return made(t.ScheduleVisit, {"visit_id": visit, "starts": moment(fields, "starts")})


def _describe(visit: Id, fields: Fields) -> Command:
    said = {name: fields.get(name, "") for name in ("meeting_point", "bring")}
    return made(t.DescribeVisit, {"visit_id": visit, **said})


def _cancel(visit: Id, fields: Fields) -> Command:
    return made(t.CancelVisit, {"visit_id": visit, "reason": fields.get("reason", "")})


def _complete(visit: Id, fields: Fields) -> Command:
    return made(t.CompleteVisit, {"visit_id": visit, "learning": fields.get("learning", "")})


DEEDS: dict[str, Callable[[Id, Fields], Command]] = {
    "schedule": _schedule,
    "describe": _describe,
    "cancel": _cancel,
    "complete": _complete,
    **visit_signup.DEEDS,
}


def add_visit_pages(app: FastAPI) -> None:
    for path, endpoint, method in (
        ("/visits/{visit_id}", visit_page, "GET"),
        ("/visits/{visit_id}/{deed}", visit_deed, "POST"),
    ):
        app.add_api_route(path, endpoint, methods=[method], include_in_schema=False, response_class=Response)

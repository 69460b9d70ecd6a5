"""A community's pages: who belongs, its clinics, its visits; and the forms to bring a case, to host and to invite."""

import asyncio
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Path, Request
from fastapi.responses import Response

from services.gateway.context import context_of
from services.gateway.http.requests import validated
from services.gateway.http.session import read_form, require_visitor, session_of
from services.gateway.web.clinic.case_form import case_in, checked
from services.gateway.web.community.member_forms import ACTIONS as BELONGING
from services.gateway.web.community.overview import Overview, answered, open_cases, overview, piece_of, protocols
from services.gateway.web.community.rota import ACTIONS as HOSTING
from services.gateway.web.community.rota import hosting_of
from services.gateway.web.forms.fields import Fields, FormAction
from services.gateway.web.forms.submit import form_parts, send_form
from services.gateway.web.forms.trouble import NOTHING_WRONG, Trouble
from services.gateway.web.renderer import page
from shared.contracts import clinic as c
from shared.contracts import community as m
from shared.contracts.base import Command
from shared.contracts.types import Id
from shared.domain import Refusal, not_found

CommunityId = Annotated[Id, Path()]
type View = Literal["community", "clinics", "visits"]


async def community_page(request: Request, community_id: CommunityId) -> Response:
    return await _show(request, community_id, "community", NOTHING_WRONG)


async def clinics_page(request: Request, community_id: CommunityId) -> Response:
    return await _show(request, community_id, "clinics", NOTHING_WRONG)


async def visits_page(request: Request, community_id: CommunityId) -> Response:
    return await _show(request, community_id, "visits", NOTHING_WRONG)


async def check_case(request: Request, community_id: CommunityId) -> Response:
    """The form for a case again, as it was, with what could be sharpened. Nothing is kept."""
    require_visitor(request)
    fields = await read_form(request)
    try:
        found = await checked(context_of(request), community_id, fields, session_of(request))
    except Refusal as refusal:
        if refusal.status == HTTPStatus.NOT_FOUND:
            raise
        return await _show(request, community_id, "clinics", Trouble("propose", refusal, fields))
    return await _show(request, community_id, "clinics", Trouble("propose", None, fields), found)


async def community_action(request: Request, community_id: CommunityId, action: str) -> Response:
    """A form of one of the pages was sent. What was brought or proposed leads to its own page."""
    view, make = _FORMS.get(action, (None, None))
    if view is None or make is None:
        raise not_found()

    def then(done: dict[str, Any]) -> str:
        made_one = str(done.get("id", ""))
        if made_one.startswith("clinic-"):
            return f"/clinics/{made_one}"
        if made_one.startswith("visit-"):
            return f"/visits/{made_one}"
        return _path(community_id, view) + (f"?done={action}" if view == "community" else "")

    return await send_form(
        request,
        action,
        lambda fields: make(community_id, fields),
        lambda trouble: _show(request, community_id, view, trouble),
        then,
    )


def _path(community_id: Id, view: View) -> str:
    return f"/communities/{community_id}" + ("" if view == "community" else f"/{view}")


async def _show(
    request: Request, community_id: Id, view: View, trouble: Trouble, readiness: c.Readiness | None = None
) -> Response:
    member, context, session = require_visitor(request), context_of(request), session_of(request)
    lists = {view: piece_of(request)} if view != "community" else {}
    found = await overview(context, community_id, member.id, session, **lists)
    if found.community is None:
        # Not for the visitor, or its service is away: asked again, it says which.
        found.community = await context.ask(m.GetCommunity(community_id=community_id), m.CommunityView, session)
    more = await _OF_VIEW[view](request, found)
    return page(
        f"community/{view}.html",
        status=trouble.status,
        found=found,
        community=found.community,
        readiness=readiness,
        done=request.query_params.get("done", ""),
        now=context.ports.clock.now(),
        **more,
        **form_parts(request, trouble),
    )


async def _with_members(request: Request, found: Overview) -> dict[str, Any]:
    if not found.may_invite:
        return {"invitations": (), "more_invitations": None}
    query = m.ListInvitations(community_id=found.id, **piece_of(request).model_dump())
    invited = await answered(context_of(request), query, m.InvitationList, session_of(request))
    return {
        "invitations": invited.invitations if invited else (),
        "more_invitations": invited.next if invited else None,
    }


async def _with_cases(request: Request, found: Overview) -> dict[str, Any]:
    context, session = context_of(request), session_of(request)
    found.open_cases, found.protocols = await asyncio.gather(
        open_cases(context, found.id, session), protocols(context, found.id, session)
    )
    return {}


async def _with_hosting(request: Request, found: Overview) -> dict[str, Any]:
    context, session = context_of(request), session_of(request)
    return {"hosting": await hosting_of(context, found.id, session) if found.may_propose else None}


_OF_VIEW = {"community": _with_members, "clinics": _with_cases, "visits": _with_hosting}


def _propose(community: Id, fields: Fields) -> Command:
    chosen = {"protocol": fields["protocol"]} if fields.get("protocol") else {}
    return validated(c.ProposeCase, {"community_id": community} | case_in(fields) | chosen)


_FORMS: dict[str, tuple[View, FormAction]] = {
    "propose": ("clinics", _propose),
    **{action: ("community", make) for action, make in BELONGING.items()},
    **{action: ("visits", make) for action, make in HOSTING.items()},
}
"""Every form, the page it is on, and the command it stands for."""


def add_community_pages(app: FastAPI) -> None:
    for path, endpoint, method in (
        ("/communities/{community_id}", community_page, "GET"),
        ("/communities/{community_id}/clinics", clinics_page, "GET"),
        ("/communities/{community_id}/visits", visits_page, "GET"),
        ("/communities/{community_id}/check", check_case, "POST"),
        ("/communities/{community_id}/{action}", community_action, "POST"),
    ):
        app.add_api_route(path, endpoint, methods=[method], include_in_schema=False, response_class=Response)

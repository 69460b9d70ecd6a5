"""A community's page: what it is for, who belongs, what it does; and the forms to bring a case, to host and to invite."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Path, Request
from fastapi.responses import Response

from services.gateway.door import door_of
from services.gateway.web.casing import case_in, checked
from services.gateway.web.hosting import DEEDS as HOSTING
from services.gateway.web.hosting import hosting_of
from services.gateway.web.overview import open_cases, overview, protocols
from services.gateway.web.planning import made
from services.gateway.web.rendering import page
from services.gateway.web.sending import NOTHING_WRONG, Fields, Trouble, form_parts, send_form
from services.gateway.web.session import read_form, session_of, visitor
from shared.contracts import clinic as c
from shared.contracts import community as m
from shared.contracts.base import Command
from shared.contracts.types import Id
from shared.domain import Refusal, not_found

CommunityId = Annotated[Id, Path()]


async def community_page(request: Request, community_id: CommunityId) -> Response:
    return await _show(request, community_id, NOTHING_WRONG)


async def check_case(request: Request, community_id: CommunityId) -> Response:
    """The form for a case again, as it was, with what could be sharpened. Nothing is kept."""
    visitor(request)
    fields = await read_form(request)
    try:
        found = await checked(door_of(request), community_id, fields, session_of(request))
    except Refusal as refusal:
        if refusal.status == HTTPStatus.NOT_FOUND:
            raise
        return await _show(request, community_id, Trouble("propose", refusal, fields))
    return await _show(request, community_id, Trouble("propose", None, fields), found)


async def community_deed(request: Request, community_id: CommunityId, deed: str) -> Response:
    """A form of the page was sent. A case that was brought leads to its clinic."""
    make = DEEDS.get(deed)
    if make is None:
        raise not_found()

    def then(done: dict[str, Any]) -> str:
        made_one = str(done.get("id", ""))
        if made_one.startswith("clinic-"):
            return f"/clinics/{made_one}"
        if made_one.startswith("visit-"):
            return f"/visits/{made_one}"
        return f"/communities/{community_id}" + ("?invited" if deed == "invite" else "")

    return await send_form(
        request,
        deed,
        lambda fields: make(community_id, fields),
        lambda trouble: _show(request, community_id, trouble),
        then,
    )


async def _show(request: Request, community_id: Id, trouble: Trouble, readiness: c.Readiness | None = None) -> Response:
    member, door, session = visitor(request), door_of(request), session_of(request)
    found = await overview(door, community_id, member.id, session)
    found.open_cases = await open_cases(door, community_id, session)
    found.protocols = await protocols(door, community_id, session)
    if found.community is None:
        # Not for the visitor, or its service is away: asked again, it says which.
        found.community = await door.ask(m.GetCommunity(community_id=community_id), m.CommunityView, session)
    return page(
        "community.html",
        status=trouble.status,
        found=found,
        community=found.community,
        readiness=readiness,
        invited="invited" in request.query_params,
        hosting=await hosting_of(door, community_id, session) if found.may_propose else None,
        **form_parts(request, trouble),
    )


def _propose(community: Id, fields: Fields) -> Command:
    chosen = {"protocol": fields["protocol"]} if fields.get("protocol") else {}
    return made(c.ProposeCase, {"community_id": community} | case_in(fields) | chosen)


def _invite(community: Id, fields: Fields) -> Command:
    return made(m.InviteMember, {"community_id": community} | _given(fields, "name", "email", "role"))


def _given(fields: Fields, *names: str) -> Fields:
    return {name: fields.get(name, "") for name in names}


DEEDS: dict[str, Callable[[Id, Fields], Command]] = {"propose": _propose, "invite": _invite, **HOSTING}


def add_community_pages(app: FastAPI) -> None:
    for path, endpoint, method in (
        ("/communities/{community_id}", community_page, "GET"),
        ("/communities/{community_id}/check", check_case, "POST"),
        ("/communities/{community_id}/{deed}", community_deed, "POST"),
    ):
        app.add_api_route(path, endpoint, methods=[method], include_in_schema=False, response_class=Response)

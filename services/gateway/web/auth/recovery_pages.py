"""A convener lets in a member who can't read their mail any more: by a link to be handed over, shown this once."""

import secrets
from typing import Annotated
from urllib.parse import urlencode

from fastapi import FastAPI, Path, Request
from fastapi.responses import Response

from services.gateway.context import context_of
from services.gateway.http.requests import validated
from services.gateway.http.session import read_form, require_visitor, session_of
from services.gateway.web.forms.submit import form_parts
from services.gateway.web.forms.trouble import NOTHING_WRONG
from services.gateway.web.renderer import page
from shared.contracts import community as m
from shared.contracts.types import Id


async def give_way_in(request: Request, community_id: Annotated[Id, Path()]) -> Response:
    require_visitor(request)
    context, session, fields = context_of(request), session_of(request), await read_form(request)
    command = validated(m.GiveWayIn, {"community_id": community_id, "member_id": fields.get("member_id", "")})
    done = await context.send(command, fields.get("command_id") or secrets.token_hex(13), session)
    way_in = await context.ask(m.GetWayIn(wayin_id=done["id"]), m.WayInView, session)
    community = await context.ask(m.GetCommunity(community_id=community_id), m.CommunityView, session)
    where = urlencode({"way": done["id"], "code": way_in.code})
    return page(
        "way_in_given.html",
        community=community,
        name=next((member.name for member in community.members if member.member_id == fields.get("member_id")), ""),
        link=f"{context.ports.settings.public_url}/enter?{where}" if way_in.code else "",
        **form_parts(request, NOTHING_WRONG),
    )


def add_recovery_pages(app: FastAPI) -> None:
    path = "/communities/{community_id}/give-way-in"
    app.add_api_route(path, give_way_in, methods=["POST"], include_in_schema=False, response_class=Response)

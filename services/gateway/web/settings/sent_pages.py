"""What was sent to the visitor; for those who look after a community, to everybody."""

import asyncio
from typing import Annotated

from fastapi import FastAPI, Path, Request
from fastapi.responses import Response

from services.gateway.context import context_of
from services.gateway.http.session import require_visitor, session_of
from services.gateway.web.community.overview import overview, piece_of
from services.gateway.web.forms.submit import form_parts
from services.gateway.web.forms.trouble import NOTHING_WRONG
from services.gateway.web.renderer import page
from services.gateway.web.settings.sent_view import sent
from shared.contracts import notify as n
from shared.contracts.pages import MOST_AT_ONCE, Pieces
from shared.contracts.types import Id

CommunityId = Annotated[Id, Path()]


async def sent_page(request: Request, community_id: CommunityId) -> Response:
    member, context, session = require_visitor(request), context_of(request), session_of(request)
    everybody = request.query_params.get("to") == "everybody"
    piece, newest = piece_of(request), Pieces(limit=MOST_AT_ONCE)
    query = n.ListDeliveries(community_id=community_id, mine=not everybody, **piece.model_dump())
    deliveries, found = await asyncio.gather(
        context.ask(query, n.DeliveryList, session),
        overview(context, community_id, member.id, session, clinics=newest, visits=newest),
    )
    titles = {clinic.id: clinic.title for clinic in found.clinics} | {visit.id: visit.title for visit in found.visits}
    members = found.community.members if found.community else ()
    return page(
        "settings/sent.html",
        found=found,
        more=deliveries.next,
        everybody=everybody and found.may_invite,
        messages=sent(deliveries, titles, {member.member_id: member.name for member in members}),
        zone=found.community.zone if found.community else "UTC",
        **form_parts(request, NOTHING_WRONG),
    )


def add_sent_pages(app: FastAPI) -> None:
    path = "/communities/{community_id}/sent"
    app.add_api_route(path, sent_page, methods=["GET"], include_in_schema=False, response_class=Response)

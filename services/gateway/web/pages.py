"""The start page, and every other page's place in the application."""

import asyncio

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.staticfiles import StaticFiles

from services.gateway.door import door_of
from services.gateway.memberships import communities_of
from services.gateway.web.advice_memory_pages import add_advice_memory_pages
from services.gateway.web.brief_pages import add_brief_pages
from services.gateway.web.clinic_pages import add_clinic_pages
from services.gateway.web.community_pages import add_community_pages
from services.gateway.web.joining import add_joining
from services.gateway.web.overview import overview
from services.gateway.web.projector_pages import add_projector_pages
from services.gateway.web.record_pages import add_record_pages
from services.gateway.web.rendering import HERE, page
from services.gateway.web.replay_pages import add_replay_pages
from services.gateway.web.sending import NOTHING_WRONG, form_parts
from services.gateway.web.session import session_of, visitor
from services.gateway.web.signing_in import add_signing_in
from services.gateway.web.signing_in_with import add_signing_in_with
from services.gateway.web.stopping import add_stopping
from services.gateway.web.visits.pages import add_visit_pages
from shared.domain import Refusal


async def home(request: Request) -> Response:
    """The clinics of the visitor's communities; to strangers, how to get in."""
    session = session_of(request)
    if not session:
        return page("home.html", signed_in=False, communities=[])
    try:
        member = visitor(request)
    except Refusal:
        return page("home.html", signed_in=False, communities=[])
    door = door_of(request)
    ids = await communities_of(member.id, door.house)
    communities = await asyncio.gather(*(overview(door, one, member.id, session) for one in ids))
    return page(
        "home.html", signed_in=True, communities=communities, readiness=None, **form_parts(request, NOTHING_WRONG)
    )


def add_pages(app: FastAPI) -> None:
    app.add_api_route("/", home, methods=["GET"], include_in_schema=False, response_class=Response)
    add_signing_in(app)
    add_signing_in_with(app)
    add_joining(app)
    add_stopping(app)
    add_community_pages(app)
    add_visit_pages(app)
    add_clinic_pages(app)
    add_projector_pages(app)
    add_record_pages(app)
    add_brief_pages(app)
    add_replay_pages(app)
    add_advice_memory_pages(app)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")

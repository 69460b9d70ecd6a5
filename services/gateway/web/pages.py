"""The pages around the clinic: home, the way in, and what they are made with."""

import asyncio

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from services.gateway.door import door_of
from services.gateway.memberships import communities_of
from services.gateway.web.clinic_pages import add_clinic_pages
from services.gateway.web.community_pages import add_community_pages
from services.gateway.web.joining import add_joining
from services.gateway.web.overview import overview
from services.gateway.web.record_pages import add_record_pages
from services.gateway.web.rendering import HERE, page
from services.gateway.web.replay_pages import add_replay_pages
from services.gateway.web.sending import NOTHING_WRONG, form_parts
from services.gateway.web.session import local_path, read_form, session_of, sign_in, sign_out, visitor, wanted
from services.gateway.web.stopping import add_stopping
from services.gateway.web.visit_pages import add_visit_pages
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
    return page("home.html", signed_in=True, communities=communities, **form_parts(request, NOTHING_WRONG))


async def enter(request: Request) -> Response:
    """A link from a letter leads here. Looking does nothing: mail scanners look, too. The button lets one in."""
    token = request.query_params.get("token", "")
    if not token:
        return page("home.html", signed_in=False, communities=[])
    _good_for_members(request, token)
    given = request.query_params.get("next", "")
    return page("enter.html", token=token, next=local_path(given) if given else "")


async def come_in(request: Request) -> Response:
    fields = await read_form(request, signed_in=False)
    token = fields.get("token", "")
    _good_for_members(request, token)
    response = RedirectResponse("/", 303)
    before = wanted(request, response)
    response.headers["Location"] = local_path(fields.get("next") or before)
    sign_in(response, door_of(request), token)
    return response


def _good_for_members(request: Request, token: str) -> None:
    try:
        actor = door_of(request).who(token)
    except Refusal:
        actor = None
    if actor is None or actor.kind != "member":
        raise Refusal(410, "link-over", "This link no longer lets you in. Use the one in your latest letter.")


async def go_out(request: Request) -> Response:
    await read_form(request)
    response = RedirectResponse("/", 303)
    sign_out(response, door_of(request))
    return response


def add_pages(app: FastAPI) -> None:
    for path, endpoint, method in (
        ("/", home, "GET"),
        ("/enter", enter, "GET"),
        ("/enter", come_in, "POST"),
        ("/sign-out", go_out, "POST"),
    ):
        app.add_api_route(path, endpoint, methods=[method], include_in_schema=False, response_class=Response)
    add_joining(app)
    add_stopping(app)
    add_community_pages(app)
    add_visit_pages(app)
    add_clinic_pages(app)
    add_record_pages(app)
    add_replay_pages(app)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")

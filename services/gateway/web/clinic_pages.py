"""The room of one clinic: what is asked, which step runs, what was said, and the forms for one's own part."""

import secrets
from typing import Annotated

from fastapi import FastAPI, Path, Request
from fastapi.responses import RedirectResponse, Response

from services.gateway.door import Door, door_of
from services.gateway.web.deeds import DEEDS
from services.gateway.web.rendering import page
from services.gateway.web.room import Room
from services.gateway.web.session import form_token, read_form, session_of, visitor
from shared.contracts import clinic as c
from shared.contracts import community as m
from shared.contracts.types import Id
from shared.domain import Refusal, not_found

ClinicId = Annotated[Id, Path()]


async def clinic_page(request: Request, clinic_id: ClinicId) -> Response:
    return await _show(request, clinic_id, "clinic.html")


async def clinic_live(request: Request, clinic_id: ClinicId) -> Response:
    """The parts of the page that change, for its script."""
    return await _show(request, clinic_id, "clinic_live.html")


async def clinic_deed(request: Request, clinic_id: ClinicId, deed: str) -> Response:
    """A form of the page was sent: done, and back to the page; or the page again, with what was wrong and nothing lost."""
    visitor(request)
    make = DEEDS.get(deed)
    if make is None:
        raise not_found()
    fields = await read_form(request)
    try:
        command = make(clinic_id, fields)
        await door_of(request).send(command, fields.get("command_id") or secrets.token_hex(13), session_of(request))
    except Refusal as refusal:
        if refusal.status == 404:  # noqa: PLR2004
            raise
        if refusal.slug == "in-flight":  # pressed twice: the first press does it
            return RedirectResponse(f"/clinics/{clinic_id}", 303)
        return await _show(request, clinic_id, "clinic.html", refusal, fields)
    return RedirectResponse(f"/clinics/{clinic_id}", 303)


async def _show(
    request: Request,
    clinic_id: Id,
    template: str,
    refusal: Refusal | None = None,
    fields: dict[str, str] | None = None,
) -> Response:
    member, session, door = visitor(request), session_of(request), door_of(request)
    view = await door.ask(c.GetClinic(clinic_id=clinic_id), c.ClinicView, session)
    role = await door.house.roster.role(view.community_id, member.id)
    room = Room(view, member.id, role, await _names(door, view.community_id, session))
    return page(
        template,
        status=refusal.status if refusal else 200,
        room=room,
        clinic=view,
        problem=refusal,
        kept=fields or {},
        form_token=form_token(session),
        new_id=lambda: secrets.token_hex(13),
        clock_speed=door.house.settings.clock_speed,
    )


async def _names(door: Door, community: Id, token: str) -> dict[Id, str]:
    """Who is who; without names while the community service is away."""
    try:
        found = await door.ask(m.GetCommunity(community_id=community), m.CommunityView, token)
    except Refusal:
        return {}
    return {one.member_id: one.name for one in found.members}


def add_clinic_pages(app: FastAPI) -> None:
    for path, endpoint, method in (
        ("/clinics/{clinic_id}", clinic_page, "GET"),
        ("/clinics/{clinic_id}/live", clinic_live, "GET"),
        ("/clinics/{clinic_id}/{deed}", clinic_deed, "POST"),
    ):
        app.add_api_route(path, endpoint, methods=[method], include_in_schema=False, response_class=Response)

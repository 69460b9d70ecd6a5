"""A clinic for the wall of the room it happens in: legible from the back, and nothing to press."""

from typing import Annotated

from fastapi import FastAPI, Path, Request
from fastapi.responses import Response

from services.gateway.context import context_of
from services.gateway.http.session import require_visitor, session_of
from services.gateway.web.clinic.room.wall import Wall
from services.gateway.web.clinic.room_context import room_context
from services.gateway.web.renderer import page
from shared.contracts import clinic as c
from shared.contracts.types import Id

ClinicId = Annotated[Id, Path()]


async def projector(request: Request, clinic_id: ClinicId) -> Response:
    return await _show(request, clinic_id, "clinic/projector.html")


async def projector_live(request: Request, clinic_id: ClinicId) -> Response:
    """The parts that change, for the page's script."""
    return await _show(request, clinic_id, "clinic/projector_live.html")


async def _show(request: Request, clinic_id: Id, template: str) -> Response:
    require_visitor(request)
    view = await context_of(request).ask(c.GetClinic(clinic_id=clinic_id), c.ClinicView, session_of(request))
    parts = await room_context(request, view)
    return page(template, wall=Wall(view, parts["room"]), **parts)


def add_projector_pages(app: FastAPI) -> None:
    for path, endpoint in (
        ("/clinics/{clinic_id}/projector", projector),
        ("/clinics/{clinic_id}/projector/live", projector_live),
    ):
        app.add_api_route(path, endpoint, methods=["GET"], include_in_schema=False, response_class=Response)

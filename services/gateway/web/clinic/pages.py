"""The room of one clinic: what is asked, which step runs, what was said, and the forms for one's own part."""

from typing import Annotated

from fastapi import FastAPI, Path, Request
from fastapi.responses import Response

from services.gateway.context import context_of
from services.gateway.http.pictures import VISUAL, cached_picture, show_picture
from services.gateway.http.session import require_visitor, session_of
from services.gateway.web.clinic.forms.clinic import ACTIONS
from services.gateway.web.clinic.room_context import room_context
from services.gateway.web.clinic.suggestions import suggestions
from services.gateway.web.forms.picture import send_picture
from services.gateway.web.forms.submit import send_action
from services.gateway.web.forms.trouble import NOTHING_WRONG, Trouble
from services.gateway.web.renderer import page
from shared.contracts import clinic as c
from shared.contracts.types import Id

ClinicId = Annotated[Id, Path()]


async def clinic_page(request: Request, clinic_id: ClinicId) -> Response:
    return await _show(request, clinic_id, "clinic/room.html")


async def clinic_live(request: Request, clinic_id: ClinicId) -> Response:
    """The parts of the page that change, for its script."""
    return await _show(request, clinic_id, "clinic/live.html")


async def clinic_action(request: Request, clinic_id: ClinicId, action: str) -> Response:
    """A form of the page was sent: done, and back to the page; or the page again, with what was wrong and nothing lost."""
    return await send_action(
        request,
        action,
        clinic_id,
        actions=ACTIONS,
        again=lambda trouble: _show(request, clinic_id, "clinic/room.html", trouble),
        then=f"/clinics/{clinic_id}",
    )


async def _show(request: Request, clinic_id: Id, template: str, trouble: Trouble = NOTHING_WRONG) -> Response:
    require_visitor(request)
    view = await context_of(request).ask(c.GetClinic(clinic_id=clinic_id), c.ClinicView, session_of(request))
    suggested = await suggestions(request, view) if template == "clinic/room.html" else None
    return page(template, status=trouble.status, suggested=suggested, **await room_context(request, view, trouble))


async def clinic_visual(request: Request, clinic_id: ClinicId) -> Response:
    require_visitor(request)
    query = c.GetVisual(clinic_id=clinic_id, unless=cached_picture(request))
    return await show_picture(context_of(request), request, query, session_of(request))


async def new_visual(request: Request, clinic_id: ClinicId) -> Response:
    return await send_picture(
        request,
        "visual",
        VISUAL,
        {"clinic_id": clinic_id},
        again=lambda trouble: _show(request, clinic_id, "clinic/room.html", trouble),
        then=lambda _: f"/clinics/{clinic_id}",
    )


def add_clinic_pages(app: FastAPI) -> None:
    for path, endpoint, method in (
        ("/clinics/{clinic_id}", clinic_page, "GET"),
        ("/clinics/{clinic_id}/live", clinic_live, "GET"),
        ("/clinics/{clinic_id}/visual", clinic_visual, "GET"),
        ("/clinics/{clinic_id}/visual", new_visual, "POST"),
        ("/clinics/{clinic_id}/{action}", clinic_action, "POST"),
    ):
        app.add_api_route(path, endpoint, methods=[method], include_in_schema=False, response_class=Response)

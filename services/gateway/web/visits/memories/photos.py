"""The photos of a visit, and the keepsake: one file to take along."""

from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, Path, Request
from fastapi.responses import Response

from services.gateway.context import context_of
from services.gateway.http.pictures import PHOTO, cached_picture, show_picture
from services.gateway.http.session import require_visitor, session_of
from services.gateway.web.download import download
from services.gateway.web.forms.picture import send_picture
from services.gateway.web.visits.memories.keepsake import keepsake
from services.gateway.web.visits.memories.page import WHAT_IS_KEPT, trip_of
from services.gateway.web.visits.page_parts import VisitId, show
from services.gateway.web.visits.visit_context import opened
from shared.contracts import trips as t
from shared.contracts.pictures import PictureView
from shared.contracts.types import Id
from shared.domain import Refusal

MemoryId = Annotated[Id, Path()]


async def new_photo(request: Request, visit_id: VisitId) -> Response:
    return await send_picture(
        request,
        "photo",
        PHOTO,
        {"visit_id": visit_id},
        again=lambda trouble: show(WHAT_IS_KEPT, request, visit_id, trouble),
        then=lambda done: f"/visits/{visit_id}/memories{WHAT_IS_KEPT.then['keep']({}, done)}",
    )


async def photo(request: Request, visit_id: VisitId, memory_id: MemoryId) -> Response:
    require_visitor(request)
    query = t.GetPhoto(visit_id=visit_id, memory_id=memory_id, unless=cached_picture(request))
    return await show_picture(context_of(request), request, query, session_of(request))


async def keepsake_file(request: Request, visit_id: VisitId) -> Response:
    looking = await opened(request, visit_id)
    trip = await trip_of(looking)
    photos: dict[Id, PictureView] = {}
    for memory in trip.to_keep.view.memories:
        if memory.picture is None:
            continue
        query = t.GetPhoto(visit_id=visit_id, memory_id=memory.id)
        try:
            photos[memory.id] = await looking.context.ask(query, PictureView, looking.session)
        except Refusal as refusal:
            if refusal.status != HTTPStatus.NOT_FOUND:  # one that was taken back just now is left out
                raise
    return download(keepsake(trip, photos), "application/zip", f"{trip.view.title}.zip", plain="visit")


def add_photo_pages(app: FastAPI) -> None:
    for path, endpoint, method in (
        ("/visits/{visit_id}/memories/photo", new_photo, "POST"),
        ("/visits/{visit_id}/photos/{memory_id}", photo, "GET"),
        ("/visits/{visit_id}/keepsake.zip", keepsake_file, "GET"),
    ):
        app.add_api_route(path, endpoint, methods=[method], include_in_schema=False, response_class=Response)

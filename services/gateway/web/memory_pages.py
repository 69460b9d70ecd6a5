"""What is kept of a visit: its page, with a picture of its time and the forms to keep something, photos, and the keepsake."""

from collections.abc import Callable
from typing import Annotated

from fastapi import FastAPI, Path, Request
from fastapi.responses import Response

from services.gateway.door import Door, door_of
from services.gateway.pictures import PHOTO, has_already, show
from services.gateway.web.bringing import send_picture
from services.gateway.web.keepsake import keepsake
from services.gateway.web.overview import known_community
from services.gateway.web.planning import made, moment
from services.gateway.web.record_pages import download
from services.gateway.web.rendering import page
from services.gateway.web.sending import NOTHING_WRONG, Fields, Trouble, form_parts, send_deed
from services.gateway.web.session import session_of, visitor
from services.gateway.web.timeline import WIDTH
from services.gateway.web.trip import Trip, outcome
from shared.contracts import trips as t
from shared.contracts.base import Command
from shared.contracts.pictures import PictureView
from shared.contracts.types import Id
from shared.domain import Refusal

VisitId = Annotated[Id, Path()]
MemoryId = Annotated[Id, Path()]
ASKED_AT = "10:00"
"""People are asked on a day; the question comes in the morning."""


async def memories_page(request: Request, visit_id: VisitId) -> Response:
    return await _show(request, visit_id, NOTHING_WRONG)


async def memory_deed(request: Request, visit_id: VisitId, deed: str) -> Response:
    return await send_deed(
        request,
        deed,
        visit_id,
        deeds=DEEDS,
        again=lambda trouble: _show(request, visit_id, trouble),
        then=f"/visits/{visit_id}/memories",
    )


async def new_photo(request: Request, visit_id: VisitId) -> Response:
    return await send_picture(
        request,
        "photo",
        PHOTO,
        {"visit_id": visit_id},
        again=lambda trouble: _show(request, visit_id, trouble),
        then=lambda _: f"/visits/{visit_id}/memories",
    )


async def photo(request: Request, visit_id: VisitId, memory_id: MemoryId) -> Response:
    visitor(request)
    query = t.GetPhoto(visit_id=visit_id, memory_id=memory_id, unless=has_already(request))
    return await show(door_of(request), request, query, session_of(request))


async def keepsake_file(request: Request, visit_id: VisitId) -> Response:
    trip = await _trip(request, visit_id)
    door, session = door_of(request), session_of(request)
    photos: dict[Id, PictureView] = {}
    for one in trip.to_keep.view.memories:
        if one.picture is None:
            continue
        try:
            photos[one.id] = await door.ask(t.GetPhoto(visit_id=visit_id, memory_id=one.id), PictureView, session)
        except Refusal as refusal:
            if refusal.status != 404:  # noqa: PLR2004  (one that was taken back just now is left out)
                raise
    return download(keepsake(trip, photos), "application/zip", f"{trip.view.title}.zip", plain="visit")


async def _trip(request: Request, visit_id: Id) -> Trip:
    member, door, session = visitor(request), door_of(request), session_of(request)
    view = await _whole(door, visit_id, session)
    community = await known_community(door, view.community_id, session)
    names = {one.member_id: one.name for one in community.members} if community else {}
    return Trip(view, names, member.id)


async def _whole(door: Door, visit_id: Id, session: str) -> t.TripView:
    """The trip with all its parts."""
    view = await door.ask(t.GetTrip(visit_id=visit_id), t.TripView, session)
    memories, more = list(view.memories), view.more
    while more is not None:
        part = await door.ask(t.GetTrip(visit_id=visit_id, skip=more), t.TripView, session)
        memories += part.memories
        more = part.more
    return view.model_copy(update={"memories": tuple(memories), "more": None})


async def _show(request: Request, visit_id: Id, trouble: Trouble) -> Response:
    trip = await _trip(request, visit_id)
    return page(
        "memories.html",
        status=trouble.status,
        trip=trip,
        view=trip.view,
        me=visitor(request).id,
        outcome=outcome,
        width=WIDTH,
        **form_parts(request, trouble),
    )


def _keep(visit: Id, fields: Fields) -> Command:
    said = {"visit_id": visit, "text": fields.get("text", ""), "stop_id": fields.get("stop_id") or None}
    if fields.get("what") == "trying":
        return made(t.SayIntention, said)
    return made(t.KeepMemory, {**said, "what": fields.get("what", "")})


def _remove(visit: Id, fields: Fields) -> Command:
    return made(t.RemoveMemory, _about(visit, fields))


def _consent(visit: Id, fields: Fields) -> Command:
    return made(t.ConfirmConsent, {**_about(visit, fields), "agreed": fields.get("agreed") == "yes"})


def _object(visit: Id, fields: Fields) -> Command:
    return made(t.WithdrawConsent if fields.get("shown") != "yes" else t.GiveConsent, _about(visit, fields))


def _report(visit: Id, fields: Fields) -> Command:
    told = {
        "done": fields.get("done", ""),
        "result": fields.get("result") or None,
        "story": fields.get("story") or None,
    }
    return made(t.ReportTrying, {**_about(visit, fields), **told})


def _day(visit: Id, fields: Fields) -> Command:
    return made(t.ChooseTryingDay, {"visit_id": visit, "at": moment(fields, "at", ASKED_AT)})


def _about(visit: Id, fields: Fields) -> dict[str, str]:
    return {"visit_id": visit, "memory_id": fields.get("memory_id", "")}


DEEDS: dict[str, Callable[[Id, Fields], Command]] = {
    "keep": _keep,
    "remove": _remove,
    "consent": _consent,
    "object": _object,
    "report": _report,
    "day": _day,
}


def add_memory_pages(app: FastAPI) -> None:
    memories = "/visits/{visit_id}/memories"
    for path, endpoint, method in (
        (memories, memories_page, "GET"),
        (memories + "/photo", new_photo, "POST"),
        (memories + "/{deed}", memory_deed, "POST"),
        ("/visits/{visit_id}/photos/{memory_id}", photo, "GET"),
        ("/visits/{visit_id}/keepsake.zip", keepsake_file, "GET"),
    ):
        app.add_api_route(path, endpoint, methods=[method], include_in_schema=False, response_class=Response)

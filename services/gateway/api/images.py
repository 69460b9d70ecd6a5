"""Pictures over HTTP: an endpoint for each thing that takes pictures, and one for each that shows them."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.responses import JSONResponse, Response

from services.gateway.api.endpoints import bearer_of
from services.gateway.api.openapi.responses import OF_COMMANDS, OF_QUERIES, done, told
from services.gateway.api.openapi.signatures import (
    SIGNED,
    command_headers,
    ids_in,
    parameter,
    path_ids,
    said,
    signed,
    words,
)
from services.gateway.api.routes import CLINIC, VISIT
from services.gateway.api.schemas import Done
from services.gateway.context import GatewayContext, context_of
from services.gateway.http import requests
from services.gateway.http.uploads import FORM, Uploaded, picture_in, uploaded
from services.gateway.web.forms.datetimes import made
from shared.contracts import base
from shared.contracts import clinic as c
from shared.contracts import trips as t
from shared.contracts.base import Command
from shared.contracts.pictures import PictureView
from shared.domain import Actor

RATE = "60/hour"
"""Pictures one person may bring to one gateway process: each takes a moment of its processor."""
_HEADERS = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Authorization, Cookie",
}
_PICTURE_ID = re.compile(r"picture-[0-9a-z]{26}")
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
_FILE = {"type": "string", "format": "binary"}
_ALT = "What the picture shows, in words, for those who can't see it. In a form, a field of that name."
_BESIDE = "Of the command. In a form, a field of that name."
_BODY = {
    "required": True,
    "content": {
        FORM: {"schema": {"type": "object", "required": ["image"], "properties": {"image": _FILE, "alt": {"type": "string"}}}},
        **{kind: {"schema": _FILE} for kind in (*_ENDINGS, "image/gif")},
    },
}  # fmt: skip
_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The picture", "content": {kind: {"schema": _FILE} for kind in _ENDINGS}},
    304: {"description": "The picture you have"},
    **told(*OF_QUERIES),
}


@dataclass(frozen=True)
class Take:
    """POST: a command with the fields `image` and `alt`."""

    path: str
    command: type[Command]
    why_no_document: str
    fields: tuple[str, ...] = ()
    """Other fields of the command, which stand in the form, or in the query where the picture is sent alone."""


@dataclass(frozen=True)
class Show:
    """GET: a query with the field `unless`, answered with a `PictureView`."""

    path: str
    query: type[base.Query]


VISUAL = Take(CLINIC + "/visual", c.SetVisual, c.WHY_NO_DECK)
SHOW_VISUAL = Show(CLINIC + "/visual", c.GetVisual)
PHOTO = Take(VISIT + "/photos", t.KeepPhoto, t.WHY_NO_HANDOUT, ("stop_id", "people"))
SHOW_PHOTO = Show(VISIT + "/photos/{memory_id}", t.GetPhoto)
TAKES: tuple[Take, ...] = (VISUAL, PHOTO)
SHOWS: tuple[Show, ...] = (SHOW_VISUAL, SHOW_PHOTO)


@asynccontextmanager
async def receive(context: GatewayContext, request: Request, actor: Actor) -> AsyncIterator[Uploaded]:
    """What somebody sent, still as they sent it. Until the end of the block it counts as on its way."""
    await context.rates.spend("pictures", RATE, actor.id)
    async with context.uploads.one(actor.id):
        yield await uploaded(request)


async def bringing(take: Take, ids: Mapping[str, str], sent: Uploaded, alt: str | None = None) -> Command:
    """The command that brings a picture, small enough for the bus; the service makes it anew once more.

    `Refusal` where it is no picture (415, 422), or the words with it can't be taken (422).
    """
    image = await picture_in(sent, take.why_no_document)
    more = {name: sent.fields[name] for name in take.fields if sent.fields.get(name)}
    return made(take.command, {**ids, **more, "alt": sent.fields.get("alt", alt or ""), "image": image})


async def show(context: GatewayContext, request: Request, query: base.Query, token: str) -> Response:
    """The picture, or (304) that whoever asks has it already."""
    view = await context.ask(query, PictureView, token)
    headers = {**_HEADERS, "ETag": f'"{view.picture.id}"'}
    if not view.data:
        return Response(status_code=304, headers=headers)
    name = f'inline; filename="picture.{_ENDINGS[view.picture.media_type]}"'
    return Response(view.data, headers={**headers, "Content-Disposition": name}, media_type=view.picture.media_type)


def has_already(request: Request) -> str | None:
    """The picture that a browser kept from before."""
    tag = request.headers.get("if-none-match", "").removeprefix("W/").strip('"')
    return tag if _PICTURE_ID.fullmatch(tag) else None


def add_pictures(app: FastAPI) -> None:
    for take in TAKES:
        app.add_api_route(
            take.path,
            _taking(take),
            methods=["POST"],
            response_model=Done,
            responses=done(200, versioned=True) | told(*OF_COMMANDS, 408, 429),
            operation_id=take.command.__name__,
            summary=words(take.command.__name__),
            description=said(take.command),
            tags=[take.command.service],
            openapi_extra={**SIGNED, "requestBody": _BODY},
        )
    for this_show in SHOWS:
        app.add_api_route(
            this_show.path,
            _showing(this_show),
            methods=["GET"],
            response_class=Response,
            responses=_PICTURE,
            operation_id=this_show.query.__name__,
            summary=words(this_show.query.__name__),
            description=said(this_show.query),
            tags=[this_show.query.service],
            openapi_extra=SIGNED,
        )


def _taking(take: Take) -> Callable[..., Any]:
    async def endpoint(request: Request, **given: Any) -> Response:
        context, token = context_of(request), await bearer_of(request)
        told = {name: given[name] for name in (*ids_in(take.path), *take.fields) if given[name] is not None}
        async with receive(context, request, context.who(token)) as sent:
            command = await bringing(take, told, sent, given["alt"])
        done = await context.send(
            command, requests.command_id(request), token, requests.expected(request), requests.trace(request)
        )
        return JSONResponse(done, headers={"ETag": f'"{done["version"]}"'})

    alt = parameter("alt", Annotated[str | None, Query(description=_ALT)], None)
    more = [parameter(name, Annotated[str | None, Query(description=_BESIDE)], None) for name in take.fields]
    return signed(endpoint, take.command.__name__, [*path_ids(take.path), alt, *more, *command_headers()])


def _showing(this_show: Show) -> Callable[..., Any]:
    async def endpoint(request: Request, **given: Any) -> Response:
        context, token = context_of(request), await bearer_of(request)
        context.who(token)
        query = this_show.query.model_validate({**given, "unless": has_already(request)})
        return await show(context, request, query, token)

    return signed(endpoint, this_show.query.__name__, path_ids(this_show.path))

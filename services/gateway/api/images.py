"""Pictures in the API: an endpoint for each thing that takes pictures, and one for each that shows them."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.responses import JSONResponse, Response

from services.gateway.api.endpoints import bearer_of
from services.gateway.api.openapi.responses import OF_COMMANDS, OF_QUERIES, problems, success_headers
from services.gateway.api.openapi.signatures import (
    SIGNED,
    command_headers,
    description_of,
    ids_in,
    parameter,
    path_ids,
    signed,
    summary_of,
)
from services.gateway.api.routes import CLINIC, VISIT
from services.gateway.api.schemas import Done
from services.gateway.context import context_of
from services.gateway.http import requests
from services.gateway.http.pictures import (
    EXTENSIONS,
    PHOTO,
    VISUAL,
    PictureUpload,
    cached_picture,
    picture_command,
    receive,
    show_picture,
)
from services.gateway.http.uploads import FORM
from shared.contracts import base
from shared.contracts import clinic as c
from shared.contracts import trips as t

_FILE = {"type": "string", "format": "binary"}
_ALT = "What the picture shows, in words, for those who can't see it. In a form, a field of that name."
_BESIDE = "Of the command. In a form, a field of that name."
_BODY = {
    "required": True,
    "content": {
        FORM: {"schema": {"type": "object", "required": ["image"], "properties": {"image": _FILE, "alt": {"type": "string"}}}},
        **{kind: {"schema": _FILE} for kind in (*EXTENSIONS, "image/gif")},
    },
}  # fmt: skip
_PICTURE: dict[int | str, dict[str, Any]] = {
    HTTPStatus.OK: {"description": "The picture", "content": {kind: {"schema": _FILE} for kind in EXTENSIONS}},
    HTTPStatus.NOT_MODIFIED: {"description": "The picture you have"},
    **problems(*OF_QUERIES),
}


@dataclass(frozen=True)
class Take:
    """POST: a picture."""

    path: str
    upload: PictureUpload

    @property
    def command(self) -> type[base.Command]:
        return self.upload.command


@dataclass(frozen=True)
class Show:
    """GET: a query with the field `unless`, answered with a `PictureView`."""

    path: str
    query: type[base.Query]


TAKES: tuple[Take, ...] = (Take(CLINIC + "/visual", VISUAL), Take(VISIT + "/photos", PHOTO))
SHOWS: tuple[Show, ...] = (Show(CLINIC + "/visual", c.GetVisual), Show(VISIT + "/photos/{memory_id}", t.GetPhoto))


def add_pictures(app: FastAPI) -> None:
    for take in TAKES:
        command = take.command
        app.add_api_route(
            take.path,
            _upload_endpoint(take),
            methods=["POST"],
            response_model=Done,
            responses=success_headers(HTTPStatus.OK, versioned=True)
            | problems(*OF_COMMANDS, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS),
            operation_id=command.__name__,
            summary=summary_of(command.__name__),
            description=description_of(command),
            tags=[command.service],
            openapi_extra={**SIGNED, "requestBody": _BODY},
        )
    for show in SHOWS:
        app.add_api_route(
            show.path,
            _show_endpoint(show),
            methods=["GET"],
            response_class=Response,
            responses=_PICTURE,
            operation_id=show.query.__name__,
            summary=summary_of(show.query.__name__),
            description=description_of(show.query),
            tags=[show.query.service],
            openapi_extra=SIGNED,
        )


def _upload_endpoint(take: Take) -> Callable[..., Any]:
    upload = take.upload

    async def endpoint(request: Request, **given: Any) -> Response:
        context, token = context_of(request), await bearer_of(request)
        fields = {name: given[name] for name in (*ids_in(take.path), *upload.fields) if given[name] is not None}
        async with receive(context, request, context.who(token)) as sent:
            command = await picture_command(upload, fields, sent, given["alt"])
        done = await context.send(
            command, requests.command_id(request), token, requests.expected(request), requests.trace(request)
        )
        return JSONResponse(done, headers={"ETag": f'"{done["version"]}"'})

    alt = parameter("alt", Annotated[str | None, Query(description=_ALT)], None)
    more = [parameter(name, Annotated[str | None, Query(description=_BESIDE)], None) for name in upload.fields]
    return signed(endpoint, take.command.__name__, [*path_ids(take.path), alt, *more, *command_headers()])


def _show_endpoint(show: Show) -> Callable[..., Any]:
    async def endpoint(request: Request, **given: Any) -> Response:
        context, token = context_of(request), await bearer_of(request)
        context.who(token)
        query = show.query.model_validate({**given, "unless": cached_picture(request)})
        return await show_picture(context, request, query, token)

    return signed(endpoint, show.query.__name__, path_ids(show.path))

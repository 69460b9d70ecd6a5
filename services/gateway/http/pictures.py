"""Pictures over HTTP: the commands that bring one, and the answer that shows one."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response

from services.gateway.context import GatewayContext
from services.gateway.http.requests import validated
from services.gateway.http.uploads import Uploaded, picture_in, uploaded
from shared.contracts import clinic as c
from shared.contracts import trips as t
from shared.contracts.base import Command, Query
from shared.contracts.pictures import PictureView
from shared.domain import Actor

RATE = "60/hour"
"""Pictures one person may bring to one gateway process: each takes a moment of its processor."""
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
_HEADERS = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Authorization, Cookie",
}
_PICTURE_ID = re.compile(r"picture-[0-9a-z]{26}")


@dataclass(frozen=True)
class PictureUpload:
    """A command with the fields `image` and `alt`."""

    command: type[Command]
    why_no_document: str
    fields: tuple[str, ...] = ()
    """Other fields of the command, which stand in the form, or in the query where the picture is sent alone."""


VISUAL = PictureUpload(c.SetVisual, c.WHY_NO_DECK)
PHOTO = PictureUpload(t.KeepPhoto, t.WHY_NO_HANDOUT, ("stop_id", "people"))


@asynccontextmanager
async def receive(context: GatewayContext, request: Request, actor: Actor) -> AsyncIterator[Uploaded]:
    """What somebody sent, still as they sent it. Until the end of the block it counts as on its way."""
    await context.rates.spend("pictures", RATE, actor.id)
    async with context.uploads.one(actor.id):
        yield await uploaded(request)


async def picture_command(
    upload: PictureUpload, ids: Mapping[str, str], sent: Uploaded, alt: str | None = None
) -> Command:
    """The command that brings a picture, small enough for the bus; the service makes it anew once more.

    `Refusal` where it is no picture (415, 422), or the words with it can't be taken (422).
    """
    image = await picture_in(sent, upload.why_no_document)
    more = {name: sent.fields[name] for name in upload.fields if sent.fields.get(name)}
    return validated(upload.command, {**ids, **more, "alt": sent.fields.get("alt", alt or ""), "image": image})


async def show_picture(context: GatewayContext, request: Request, query: Query, token: str) -> Response:
    """The picture, or (304) that whoever asks has it already."""
    view = await context.ask(query, PictureView, token)
    headers = {**_HEADERS, "ETag": f'"{view.picture.id}"'}
    if not view.data:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    name = f'inline; filename="picture.{EXTENSIONS[view.picture.media_type]}"'
    return Response(view.data, headers={**headers, "Content-Disposition": name}, media_type=view.picture.media_type)


def cached_picture(request: Request) -> str | None:
    """The picture that a browser kept from before."""
    tag = request.headers.get("if-none-match", "").removeprefix("W/").strip('"')
    return tag if _PICTURE_ID.fullmatch(tag) else None

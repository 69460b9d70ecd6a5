"""Reads the picture that a request brings: its bytes alone, or as the one file of a form."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import NamedTuple

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from services.gateway.http.requests import LARGEST_BODY, media_type
from shared.domain import Refusal, invalid
from shared.images.kinds import DOCUMENT_TYPES, READABLE, no_document
from shared.images.shrink import shrink

LARGEST_UPLOAD = 10 * 1024 * 1024
MOST_FIELDS = 10
MOST_AT_ONCE = 4
"""Uploads that one gateway process takes at a time, from their first byte until they are made small: each is in memory."""
MOST_OF_ONE_PERSON = 2
WAIT_SECONDS = 10.0
"""How long an upload waits until it is taken."""
UPLOAD_SECONDS = 120.0
"""How long it may take to arrive: ten megabytes over a slow phone."""
FORM = "multipart/form-data"


class Uploaded(NamedTuple):
    """A picture as it was sent, and the fields that came with it. `kind` is what its sender says it is."""

    data: bytes
    fields: dict[str, str]
    kind: str


class Uploads:
    """The uploads of one gateway process, a bounded number at once."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(MOST_AT_ONCE)
        self._of: Counter[str] = Counter()

    @asynccontextmanager
    async def one(self, by: str) -> AsyncIterator[None]:
        """Room for one upload of this person; `Refusal` where they have too many on their way (429), or all have (503)."""
        if self._of[by] >= MOST_OF_ONE_PERSON:
            raise Refusal(
                HTTPStatus.TOO_MANY_REQUESTS,
                "too-many",
                "Your last pictures are still on their way. Send this one when they are there.",
            )
        self._of[by] += 1
        try:
            await self._require_room()
            try:
                yield
            finally:
                self._free.release()
        finally:
            self._of[by] -= 1
            if not self._of[by]:
                del self._of[by]

    async def _require_room(self) -> None:
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._free.acquire()
        except TimeoutError:
            raise Refusal(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "busy",
                "Many pictures come at once. Please try again soon.",
                retry_after=10,
            ) from None


class _InMemory(MultiPartParser):
    """Writes nothing to a disk, which in a container is small."""

    spool_max_size = LARGEST_UPLOAD


async def uploaded(request: Request) -> Uploaded:
    """What was sent; `Refusal` where it is more than one file or can't be read (400), too large (413) or too slow (408)."""
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            return await _uploaded(request)
    except TimeoutError:
        raise Refusal(
            HTTPStatus.REQUEST_TIMEOUT,
            "too-slow",
            "This picture took too long to arrive. Make it smaller, and send it again.",
        ) from None


async def _uploaded(request: Request) -> Uploaded:
    kind = media_type(request)
    if kind != FORM:
        return Uploaded(b"".join([chunk async for chunk in _bounded(request)]), {}, kind)
    try:
        parser = _InMemory(
            request.headers, _bounded(request), max_files=1, max_fields=MOST_FIELDS, max_part_size=LARGEST_BODY
        )
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError) as error:
        if "Too many files" in str(error):
            raise Refusal(
                HTTPStatus.BAD_REQUEST,
                "one-picture",
                "Send one picture: there is a single visual, and photos come one by one.",
            ) from None
        raise Refusal(HTTPStatus.BAD_REQUEST, "not-a-form", "This form can't be read.") from None
    try:
        return await _parts(form)
    finally:
        await form.close()


async def _parts(form: FormData) -> Uploaded:
    fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    file = next((value for _, value in form.multi_items() if isinstance(value, UploadFile)), None)
    if file is None:
        return Uploaded(b"", fields, "")
    return Uploaded(await file.read(), fields, (file.content_type or "").partition(";")[0].strip().lower())


async def picture_in(sent: Uploaded, why_no_document: str) -> bytes:
    """What was sent as a picture small enough for the bus; `Refusal` where it is none (415, 422)."""
    if not sent.data:
        raise invalid("Choose a picture.", "image")
    # What its sender says it is may be wrong either way; then its bytes tell.
    if DOCUMENT_TYPES.fullmatch(sent.kind):
        raise no_document(why_no_document)
    if sent.kind and not sent.kind.startswith("image/") and sent.kind != "application/octet-stream":
        raise Refusal(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "no-picture",
            f"This is said to be {sent.kind[:100]}, not a picture. {READABLE}",
        )
    return (await shrink(sent.data, why_no_document)).data


async def _bounded(request: Request) -> AsyncGenerator[bytes]:
    """The body, cut off where it grows too large rather than read to its end."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > LARGEST_UPLOAD:
        raise _too_large()
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LARGEST_UPLOAD:
            raise _too_large()
        yield chunk


def _too_large() -> Refusal:
    refusal = Refusal(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "too-large",
        f"A picture may have {LARGEST_UPLOAD // 1024 // 1024} MB here; this one has more.",
    )
    refusal.extra["errors"] = [{"field": "image", "detail": refusal.detail}]
    return refusal

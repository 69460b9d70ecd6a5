"""Reads what a request brings, strictly: bodies, headers, tokens. Whatever is wrong is refused with its place."""

import json
import math
import re
import secrets
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import Request
from pydantic import BaseModel, ValidationError

from shared.bus.envelope import invalid_fields
from shared.domain import Refusal, invalid

LARGEST_BODY = 64 * 1024
DEEPEST = 32
BEARER = "convene.bearer"
"""Where a request's scope holds the token of a session for one of a version that had no sessions."""
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_ETAG = re.compile(r'"(\d{1,15})"')
_TRACE = re.compile(r"[0-9a-f]{2}(-[0-9a-f]{2,32}){3}")


class StrictRequest(Request):
    """A request whose JSON body is read by the rules here. An empty body stands for an empty object."""

    async def read_json(self) -> Any:
        body = await read_body(self)
        if body and media_type(self) != "application/json":
            raise Refusal(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                "not-json-type",
                "Send JSON, with the header Content-Type: application/json.",
            )
        return parse(body) if body else {}


async def read_body(request: Request) -> bytes:
    """The body, cut off where it grows too large rather than read to its end."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > LARGEST_BODY:
        raise _too_large()
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise _too_large()
    return bytes(body)


def _too_large() -> Refusal:
    return Refusal(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "too-large",
        f"A request may have {LARGEST_BODY // 1024} KB; this one is larger.",
    )


def media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def parse(body: bytes) -> Any:
    """The JSON in a body; 400 with the place where it is not JSON, 422 where it holds a number that is none."""
    try:
        value = json.loads(body.decode())
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Refusal(
            HTTPStatus.BAD_REQUEST, "not-json", f"This is not JSON at {where}: {error.msg}.", position=error.pos
        ) from None
    except UnicodeDecodeError as error:
        raise Refusal(
            HTTPStatus.BAD_REQUEST, "not-json", f"This is not UTF-8 at byte {error.start}.", position=error.start
        ) from None
    except (RecursionError, ValueError):
        raise Refusal(
            HTTPStatus.BAD_REQUEST, "not-json", "This JSON is nested too deep, or has a number too long, to be read."
        ) from None
    for path, found in _walk(value):
        if len(path) > DEEPEST:
            raise Refusal(HTTPStatus.BAD_REQUEST, "too-deep", f"This JSON is nested more than {DEEPEST} levels deep.")
        if isinstance(found, float) and not math.isfinite(found):
            raise invalid("This is not a number that can be kept.", ".".join(path))
    return value


def _walk(value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    waiting: list[tuple[tuple[str, ...], Any]] = [((), value)]
    while waiting:
        path, found = waiting.pop()
        yield path, found
        if isinstance(found, dict):
            waiting.extend(((*path, key), inner) for key, inner in found.items())
        elif isinstance(found, list):
            waiting.extend(((*path, str(place)), inner) for place, inner in enumerate(found))


def validated[M: BaseModel](kind: type[M], data: dict[str, Any]) -> M:
    """The command or query with these fields; `Refusal` (422) with each place that is wrong."""
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise invalid_fields(error) from None


def command_id(request: Request) -> str:
    """The command's id: the caller's `Idempotency-Key`, or a fresh one."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return secrets.token_hex(13)
    if not _KEY.fullmatch(key):
        raise invalid("Use 1-200 visible ASCII characters without spaces.", "Idempotency-Key")
    return key


def expected(request: Request) -> int | None:
    """The version that whoever asks has seen, where they say so."""
    tag = request.headers.get("if-match")
    if tag is None or tag == "*":
        return None
    found = _ETAG.fullmatch(tag)
    if found is None:
        raise invalid('Send the ETag of what you have seen, such as "7".', "If-Match")
    return int(found[1])


def trace(request: Request) -> str:
    """The W3C trace this request belongs to, where it names one."""
    found = request.headers.get("traceparent", "")
    return found if _TRACE.fullmatch(found) else ""


def bearer(request: Request) -> str:
    """The token of the `Authorization` header, or the one that came in its place; empty without one."""
    if BEARER in request.scope:
        return str(request.scope[BEARER])
    header = request.headers.get("authorization", "")
    if not header:
        return ""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refusal(HTTPStatus.UNAUTHORIZED, "token-unknown", "Send the header Authorization: Bearer <token>.")
    return token.strip()

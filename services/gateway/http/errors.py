"""Every error leaves as an RFC 9457 problem; to people who look at pages, as a page."""

import json
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from services.gateway.context import context_of
from services.gateway.http.session import form_token, keep_wanted, session_of
from services.gateway.web.rendering import page
from shared.domain import Refusal, not_found

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = {429: 10, 503: 2}
_PARTS = ("body", "path", "query", "header")


def add_problems(app: FastAPI) -> None:
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _mistake)


def respond(request: Request, refusal: Refusal, headers: dict[str, str] | None = None) -> Response:
    """The refusal as its reader can read it."""
    headers = {**(headers or {}), **retry_after(refusal)}
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if not request.url.path.startswith("/api") and "text/html" in request.headers.get("accept", ""):
        shown = page(
            "problem.html", status=refusal.status, headers=headers, problem=refusal, form_token=_signed_in(request)
        )
        if refusal.status == HTTPStatus.UNAUTHORIZED and request.method == "GET":
            keep_wanted(request, shown)
        return shown
    content = json.dumps(refusal.problem(), default=str)  # ASCII, so that even half a character can be named
    return Response(content, refusal.status, headers, MEDIA_TYPE)


def _signed_in(request: Request) -> str:
    """What the forms of whoever is signed in carry, so that their page of a problem leads on; empty for strangers."""
    try:
        session = session_of(request)
        return form_token(request) if session and context_of(request).who(session) else ""
    except Refusal:
        return ""


def retry_after(refusal: Refusal) -> dict[str, str]:
    """When to come back, where that helps."""
    if refusal.status not in RETRY_SECONDS:
        return {}
    return {"Retry-After": str(refusal.extra.get("retry_after", RETRY_SECONDS[refusal.status]))}


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return respond(request, error)


async def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if not request.url.path.startswith("/api"):  # of a page only the address can be wrong
        return respond(request, not_found())
    errors = [_field(this_error) for this_error in error.errors()[:20]]
    first = errors[0]
    where = f"'{first['field']}': " if first["field"] else ""
    return respond(request, Refusal(422, "invalid-input", f"{where}{first['detail']}", errors=errors))


def _field(error: dict[str, Any]) -> dict[str, str]:
    place = error["loc"][1:] if error["loc"] and error["loc"][0] in _PARTS else error["loc"]
    return {
        "field": ".".join(str(part) for part in place),
        "detail": str(error["msg"]).removeprefix("Value error, "),
    }


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    told = {
        404: ("not-found", "There is nothing here, or it is not shared with you."),
        405: ("wrong-method", f"This address does not take {request.method}."),
    }
    slug, detail = told.get(error.status_code, ("not-possible", str(error.detail)))
    return respond(request, Refusal(error.status_code, slug, detail), dict(error.headers or {}))


async def _gone(request: Request, _: Exception) -> Response:
    """Whoever asked hung up, as phones do every day: no mistake, and nobody reads an answer."""
    log.debug("whoever asked went away", path=request.url.path)
    return Response(status_code=HTTPStatus.BAD_REQUEST)


async def _mistake(request: Request, error: Exception) -> Response:
    log.error("a mistake in the gateway", path=request.url.path, exc_info=error)
    return respond(request, Refusal(500, "mistake", "Something is wrong in Convene itself; it was written down."))

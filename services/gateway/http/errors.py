"""Every error leaves as an RFC 9457 problem; to people who look at pages, as a page."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from services.gateway.http.problems import MEDIA_TYPE, retry_after
from services.gateway.http.session import keep_wanted
from shared.domain import Refusal, not_found

log = structlog.get_logger(__name__)

type ErrorPage = Callable[[Request, Refusal, dict[str, str]], Response]
"""Shows a refusal to somebody who looks at pages, with these headers."""

_PARTS = ("body", "path", "query", "header")


def add_problems(app: FastAPI, error_page: ErrorPage | None) -> None:
    """Answer every error of the application; without an `error_page` all of them as JSON."""
    problems = Problems(error_page)
    app.add_exception_handler(Refusal, problems.refused)
    app.add_exception_handler(RequestValidationError, problems.not_valid)
    app.add_exception_handler(HTTPException, problems.http)
    app.add_exception_handler(ClientDisconnect, _disconnected)
    app.add_exception_handler(Exception, problems.mistake)


class Problems:
    """The handlers of an application's errors."""

    def __init__(self, error_page: ErrorPage | None) -> None:
        self._error_page = error_page

    def respond(self, request: Request, refusal: Refusal, headers: dict[str, str] | None = None) -> Response:
        """The refusal as its reader can read it."""
        headers = {**(headers or {}), **retry_after(refusal)}
        if refusal.status == HTTPStatus.UNAUTHORIZED:
            headers["WWW-Authenticate"] = "Bearer"
        if self._error_page is not None and _wants_page(request):
            response = self._error_page(request, refusal, headers)
            if refusal.status == HTTPStatus.UNAUTHORIZED and request.method == "GET":
                keep_wanted(request, response)
            return response
        content = json.dumps(refusal.problem(), default=str)  # ASCII, so that even half a character can be named
        return Response(content, refusal.status, headers, MEDIA_TYPE)

    async def refused(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, Refusal)
        return self.respond(request, error)

    async def not_valid(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        if not request.url.path.startswith("/api"):  # of a page only the address can be wrong
            return self.respond(request, not_found())
        errors = [_field(detail) for detail in error.errors()[:20]]
        first = errors[0]
        where = f"'{first['field']}': " if first["field"] else ""
        text = f"{where}{first['detail']}"
        return self.respond(request, Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-input", text, errors=errors))

    async def http(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        known: dict[int, tuple[str, str]] = {
            HTTPStatus.NOT_FOUND: ("not-found", "There is nothing here, or it is not shared with you."),
            HTTPStatus.METHOD_NOT_ALLOWED: ("wrong-method", f"This address does not take {request.method}."),
        }
        slug, detail = known.get(error.status_code, ("not-possible", str(error.detail)))
        return self.respond(request, Refusal(error.status_code, slug, detail), dict(error.headers or {}))

    async def mistake(self, request: Request, error: Exception) -> Response:
        log.error("a mistake in the gateway", path=request.url.path, exc_info=error)
        detail = "Something is wrong in Convene itself; it was written down."
        return self.respond(request, Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "mistake", detail))


async def _disconnected(request: Request, _: Exception) -> Response:
    """Whoever asked hung up, as phones do every day: no mistake, and nobody reads an answer."""
    log.debug("whoever asked went away", path=request.url.path)
    return Response(status_code=HTTPStatus.BAD_REQUEST)


def _wants_page(request: Request) -> bool:
    return not request.url.path.startswith("/api") and "text/html" in request.headers.get("accept", "")


def _field(error: dict[str, Any]) -> dict[str, str]:
    place = error["loc"][1:] if error["loc"] and error["loc"][0] in _PARTS else error["loc"]
    return {
        "field": ".".join(str(part) for part in place),
        "detail": str(error["msg"]).removeprefix("Value error, "),
    }

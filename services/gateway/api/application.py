"""The HTTP side of Convene as one FastAPI application: the API, and what is given to it."""

from collections.abc import Callable, Sequence
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp

from services.gateway.api.endpoints import add_commands_and_queries
from services.gateway.api.event_stream import add_events
from services.gateway.api.images import add_pictures
from services.gateway.api.openapi.responses import completed
from services.gateway.api.schemas import Health
from services.gateway.context import context_of
from services.gateway.http.compression import CompressionMiddleware
from services.gateway.http.errors import ErrorPage, add_problems
from services.gateway.http.head_requests import HeadMiddleware
from services.gateway.http.locale import LocaleMiddleware
from services.gateway.http.route_index import RouteIndex
from services.gateway.http.security_headers import SecurityHeadersMiddleware
from services.gateway.http.session_renewal import SessionRenewal
from services.gateway.http.slashes import TrailingSlashRedirect

DESCRIPTION = """\
Case clinics and visits for communities of practice: post a command, get the state, follow what happens live.

Every command may carry an `Idempotency-Key` (repeating it does nothing twice) and `If-Match` (refused where somebody was
faster). Lists come in pieces where you ask for them: `limit` says how many, and `next` of the answer, sent as `after`, what
comes next. Errors are RFC 9457 problems. The bearer token comes with the answer to creating or joining a community.
"""


type Middleware = Callable[[ASGIApp], ASGIApp]
type AddRoutes = Callable[[FastAPI], None]
"""Adds the routes of one part, such as the pages of a clinic, to the application."""


@cache
def openapi() -> dict[str, Any]:
    """The API's description, worked out once; needs nothing running. Pages are not in it. Copy it before changing it."""
    return build_application().openapi()


def build_application(
    pages: Sequence[AddRoutes] = (), error_page: ErrorPage | None = None, middleware: Sequence[Middleware] = ()
) -> FastAPI:
    """Every address and what answers it. For which running gateway it answers, the context of each request says.

    The API is always there; `pages`, what shows errors to people, and middleware for pages are the caller's.
    """
    app = FastAPI(
        title="Convene",
        version=version("convene"),
        description=DESCRIPTION,
        openapi_url="/api/openapi.json",
        docs_url=None,  # their pages load scripts from elsewhere
        redoc_url=None,
        strict_content_type=False,  # checked, with a better answer, where bodies are read
    )
    app.add_middleware(CompressionMiddleware, minimum_size=1_000, compresslevel=6)
    app.add_middleware(SessionRenewal)
    app.add_middleware(SecurityHeadersMiddleware)
    app.add_middleware(LocaleMiddleware)
    for layer in middleware:
        app.add_middleware(layer)
    app.add_middleware(HeadMiddleware)
    add_problems(app, error_page)
    add_commands_and_queries(app)
    add_pictures(app)
    add_events(app)
    for add in pages:
        add(app)
    app.add_api_route(
        "/healthz",
        healthz,
        methods=["GET"],
        response_model=Health,
        responses={
            HTTPStatus.SERVICE_UNAVAILABLE: {
                "model": Health,
                "description": "The message bus is away; see Retry-After",
            }
        },
        tags=["gateway"],
    )
    _complete_description(app)
    app.router.default = TrailingSlashRedirect(app.router)
    app.router.middleware_stack = RouteIndex(app.router)
    return app


async def healthz(request: Request) -> JSONResponse:
    """Whether this gateway serves and reaches the bus."""
    if context_of(request).ports.connection.is_connected:
        return JSONResponse({"status": "well"})
    body = {"status": "the message bus is away"}
    return JSONResponse(body, HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "2"})


def _complete_description(app: FastAPI) -> None:
    fastapi_description = app.openapi
    app.openapi = cache(lambda: completed(fastapi_description()))  # type: ignore[method-assign]

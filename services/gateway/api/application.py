"""The HTTP side of Convene as one FastAPI application."""

from functools import cache
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from services.gateway.api.endpoints import add_table
from services.gateway.api.event_stream import add_events
from services.gateway.api.images import add_pictures
from services.gateway.api.openapi.responses import completed
from services.gateway.api.schemas import Health
from services.gateway.context import context_of
from services.gateway.http.compression import Packed
from services.gateway.http.errors import add_problems
from services.gateway.http.head_requests import AnswersHead
from services.gateway.http.locale import InTheirLanguage
from services.gateway.http.route_index import ByShape
from services.gateway.http.security_headers import SafeHeaders
from services.gateway.http.session_renewal import SessionRenewal
from services.gateway.http.slashes import WithoutSlash
from services.gateway.web.navigation import KnowsThePlace
from services.gateway.web.pages import add_pages

DESCRIPTION = """\
Case clinics and visits for communities of practice: post a command, get the state, follow what happens live.

Every command may carry an `Idempotency-Key` (repeating it does nothing twice) and `If-Match` (refused where somebody was
faster). Lists come in pieces where you ask for them: `limit` says how many, and `next` of the answer, sent as `after`, what
comes next. Errors are RFC 9457 problems. The bearer token comes with the answer to creating or joining a community.
"""


def openapi() -> dict[str, Any]:
    """The API's description; needs nothing running."""
    return application().openapi()


@cache
def application() -> FastAPI:
    """Every address and what answers it, made once: for which house it answers, each request's door says."""
    app = FastAPI(
        title="Convene",
        version=version("convene"),
        description=DESCRIPTION,
        openapi_url="/api/openapi.json",
        docs_url=None,  # their pages load scripts from elsewhere
        redoc_url=None,
        strict_content_type=False,  # checked, with a better answer, where bodies are read
    )
    app.add_middleware(Packed, minimum_size=1_000, compresslevel=6)
    app.add_middleware(SessionRenewal)
    app.add_middleware(SafeHeaders)
    app.add_middleware(InTheirLanguage)
    app.add_middleware(KnowsThePlace)
    app.add_middleware(AnswersHead)
    add_problems(app)
    add_table(app)
    add_pictures(app)
    add_events(app)
    add_pages(app)
    app.add_api_route(
        "/healthz",
        healthz,
        methods=["GET"],
        response_model=Health,
        responses={503: {"model": Health, "description": "The message bus is away; see Retry-After"}},
        tags=["gateway"],
    )
    _describe(app)
    app.router.default = WithoutSlash(app.router)
    app.router.middleware_stack = ByShape(app.router)
    return app


async def healthz(request: Request) -> JSONResponse:
    """Whether this gateway serves and reaches the bus."""
    if context_of(request).ports.connection.is_connected:
        return JSONResponse({"status": "well"})
    return JSONResponse({"status": "the message bus is away"}, 503, {"Retry-After": "2"})


def _describe(app: FastAPI) -> None:
    plain = app.openapi
    app.openapi = cache(lambda: completed(plain()))  # type: ignore[method-assign]

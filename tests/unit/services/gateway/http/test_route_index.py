"""The short way to a route leads where the router's own way leads."""

import re
from time import process_time
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route, Router

from services.gateway.app import application
from services.gateway.http.route_index import RouteIndex
from shared.contracts.base import derived_id

ROUTER = application().router
ROUTES = [
    (method, route) for route in ROUTER.routes if isinstance(route, APIRoute) for method in sorted(route.methods or ())
]


def scope_of(method: str, path: str) -> dict[str, Any]:
    return {"type": "http", "method": method, "path": path, "headers": [], "query_string": b"", "root_path": ""}


def chosen(method: str, path: str) -> BaseRoute:
    """The route that the router takes, trying one after the other."""
    return next(route for route in ROUTER.routes if route.matches(scope_of(method, path))[0] is Match.FULL)


@pytest.mark.parametrize(("method", "route"), ROUTES, ids=lambda name: getattr(name, "path", name))
def test_it_finds_the_same_route_for_every_address_with_ids_in_it(method: str, route: APIRoute) -> None:
    path = re.sub(r"{([^}]*)}", lambda found: derived_id("thing", found[1]), route.path)
    assert RouteIndex(ROUTER)._route(scope_of(method, path)) is chosen(method, path)


def test_a_long_address_is_looked_through_once() -> None:
    began = process_time()
    assert RouteIndex(ROUTER)._route(scope_of("GET", "/" + "a" * 64_000)) is None
    assert process_time() - began < 1  # tried at every letter it takes several times as long; once, a thousandth


async def test_what_it_does_not_know_the_router_finds_in_its_own_way() -> None:
    asked: list[str] = []

    async def answer(request: Request) -> Response:
        asked.append(request.url.path)
        return Response()

    async def nothing(*_: Any) -> None:
        pass

    router = Router([Route("/things/{name}", answer), Route("/{anything:path}", answer)])
    for path in ("/things/chair", "/elsewhere/at/all"):
        await RouteIndex(router)(scope_of("GET", path), nothing, nothing)
    assert asked == ["/things/chair", "/elsewhere/at/all"]

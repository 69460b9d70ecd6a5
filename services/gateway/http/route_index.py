"""Finds the route of an address with ids in it at once, however many routes there are.

Starlette tries one route after the other, which with hundreds of them takes longer than what most of them do.
"""

import re
from collections.abc import Iterable

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match, Router
from starlette.types import Receive, Scope, Send

_PARAMETER = re.compile(r"{[^}]*}")
_ID = re.compile(r"(?<=/)[a-z]+-[0-9a-z]{26}(?=/|$)")
# Only where a part begins: tried at every letter, a long address would take as long as its length times itself.
_ANY = "{}"


class RouteIndex:
    """Stands before a router: what it does not know at once, the router finds in its own way."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self._known = _by_shape(router.routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = self._route(scope) if scope["type"] == "http" else None
        if route is not None:
            match, more = route.matches(scope)
            if match is Match.FULL:
                scope["router"] = self._router
                scope.update(more)
                await route.handle(scope, receive, send)
                return
        await self._router.app(scope, receive, send)

    def _route(self, scope: Scope) -> BaseRoute | None:
        return self._known.get((scope["method"], _ID.sub(_ANY, scope["path"])))


def _by_shape(routes: Iterable[BaseRoute]) -> dict[tuple[str, str], BaseRoute]:
    """Routes by method and path with its ids left out. Of two with one shape, the first counts, as in a router."""
    known: dict[tuple[str, str], BaseRoute] = {}
    for route in routes:
        if isinstance(route, APIRoute):
            for method in route.methods or ():
                known.setdefault((method, _PARAMETER.sub(_ANY, route.path)), route)
    return known

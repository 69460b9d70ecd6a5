"""Short addresses for the pages of one's community: what the navigation leads to, wherever one is."""

import asyncio
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from services.gateway.context import context_of
from services.gateway.http.session import require_visitor, session_of
from services.gateway.live.memberships import communities_of
from services.gateway.web.community.overview import known_community
from services.gateway.web.forms.submit import form_parts
from services.gateway.web.forms.trouble import NOTHING_WRONG
from services.gateway.web.navigation import PLACES
from services.gateway.web.renderer import page

type Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]


def _leading_to(where: str) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        """To the page of the one community one belongs to; of several, one is chosen."""
        member, context = require_visitor(request), context_of(request)
        ids = await communities_of(member.id, context.ports)
        if len(ids) == 1:
            return RedirectResponse(f"/communities/{ids[0]}{where}", HTTPStatus.SEE_OTHER)
        if not ids:
            return RedirectResponse("/", HTTPStatus.SEE_OTHER)
        found = await asyncio.gather(*(known_community(context, name, session_of(request)) for name in ids))
        return page(
            "home/shortcut.html",
            where=where,
            communities=[community for community in found if community is not None],
            **form_parts(request, NOTHING_WRONG),
        )

    return endpoint


def add_shortcuts(app: FastAPI) -> None:
    for place in PLACES:
        if place.page is not None:
            app.add_api_route(
                place.path,
                _leading_to(place.page),
                methods=["GET"],
                include_in_schema=False,
                response_class=Response,
            )

"""The stream that keeps the page of one clinic current: what was said comes in it, of all else that something changed."""

from typing import Annotated

from fastapi import FastAPI, Path, Request
from fastapi.responses import Response

from services.gateway.api.event_stream import RETRY_MILLISECONDS, EventStream
from services.gateway.context import context_of
from services.gateway.http.session import require_visitor, session_of
from services.gateway.i18n.gettext import language
from services.gateway.live.hub import Page
from shared.contracts import clinic as c
from shared.contracts.types import Id


class PageStream(EventStream):
    """Without places to resume from: a page that comes back fetches all that it shows."""

    async def _beginning(self) -> bytes:
        return f"retry: {RETRY_MILLISECONDS}\n\n".encode()


async def clinic_events(request: Request, clinic_id: Annotated[Id, Path()]) -> Response:
    member, session, context = require_visitor(request), session_of(request), context_of(request)
    found = await context.ask(c.GetContributions(clinic_id=clinic_id), c.ContributionsView, session)
    await context.streams.require_listener(member, found.community_id)
    page = Page(clinic_id, session, language())
    return PageStream(context, context.streams.open(member, found.community_id, page), session, None)


def add_clinic_stream(app: FastAPI) -> None:
    app.add_api_route(
        "/clinics/{clinic_id}/events", clinic_events, methods=["GET"], include_in_schema=False, response_class=Response
    )

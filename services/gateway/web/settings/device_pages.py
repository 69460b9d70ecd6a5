"""Where a member is signed in: the part of the settings that shows it, and its forms that sign out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, Path, Request
from fastapi.responses import RedirectResponse, Response

from services.gateway.context import context_of
from services.gateway.http.session import read_form, require_visitor, session_of, sign_out
from services.gateway.i18n.gettext import _, ngettext
from services.gateway.web.community.overview import answered
from shared.contracts import community as m
from shared.contracts.types import Id
from shared.domain import Refusal, not_found

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class DeviceLine:
    """One device, in words."""

    id: Id
    here: bool
    name: str
    used: str
    """When it was last used, roughly."""
    until: datetime


async def devices_of(request: Request, community_id: Id) -> tuple[DeviceLine, ...] | None:
    """Where the visitor is signed in, this device first; None while nobody can tell."""
    context = context_of(request)
    found = await answered(context, m.ListSessions(community_id=community_id), m.SessionList, session_of(request))
    if found is None:
        return None
    now = context.ports.clock.now()
    lines = [
        DeviceLine(session.id, session.here, _name(session), _ago(now - session.used_at), session.expires_at)
        for session in found.sessions
    ]
    return tuple(sorted(lines, key=lambda line: not line.here))


def _name(session_view: m.SessionView) -> str:
    if session_view.browser and session_view.system:
        # translators: a browser on a system or a phone, such as Firefox on Android
        return _("{browser} on {system}").format(browser=session_view.browser, system=session_view.system)
    return session_view.browser or session_view.system or _("A program")


def _ago(since: timedelta) -> str:
    if since < HOUR:
        return _("Used within the last hour")
    if since < DAY:
        return _("Used within the last day")
    return ngettext("Used {count} day ago", "Used {count} days ago", since.days).format(count=since.days)


async def sign_out_device(request: Request, community_id: Annotated[Id, Path()]) -> Response:
    """Sign out one device; this one as any other."""
    member, context = require_visitor(request), context_of(request)
    session = (await read_form(request)).get("session_id", "")
    try:
        await context.sessions.end_one(session, session_of(request))
    except (Refusal, ValueError) as refusal:
        if not isinstance(refusal, Refusal) or refusal.status in (
            HTTPStatus.NOT_FOUND,
            HTTPStatus.UNPROCESSABLE_ENTITY,
        ):
            raise not_found() from None
        raise
    if session != member.session_id:
        return RedirectResponse(
            f"/communities/{community_id}/settings?done=sign-out-device#devices", HTTPStatus.SEE_OTHER
        )
    return _out(request)


async def sign_out_everywhere(request: Request, community_id: Annotated[Id, Path()]) -> Response:
    require_visitor(request)
    await read_form(request)
    await context_of(request).sessions.end_all(community_id, session_of(request))
    return _out(request)


def _out(request: Request) -> Response:
    response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    sign_out(response, context_of(request))
    return response


def add_device_pages(app: FastAPI) -> None:
    for name, endpoint in (("sign-out-device", sign_out_device), ("sign-out-everywhere", sign_out_everywhere)):
        path = f"/communities/{{community_id}}/settings/{name}"
        app.add_api_route(path, endpoint, methods=["POST"], include_in_schema=False, response_class=Response)

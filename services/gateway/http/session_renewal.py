"""Looks at the session of whoever visits before anything else does, and gives its cookie another token in time."""

from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.gateway.context import context_of
from services.gateway.http.device import device_of
from services.gateway.http.session import SESSION, cookie_token, session_cookie
from shared.domain import Refusal
from shared.store.errors import StoreError

_WITHOUT = ("/static/", "/healthz")


class SessionRenewal:
    """Forms of pages that were loaded before go on, for they are of the session and not of its token."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_WITHOUT):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        token = cookie_token(request)
        if not token:
            await self._app(scope, receive, send)
            return
        try:
            current = await context_of(request).sessions.current(token, device_of(request))
        except Refusal as refusal:
            scope[SESSION] = refusal
        except StoreError:
            scope[SESSION] = Refusal(
                HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", "The document store does not answer. Try again soon."
            )
        else:
            scope[SESSION] = current
            if current and current != token:
                await self._app(scope, receive, _renewing(request, current, send))
                return
        await self._app(scope, receive, send)


def _renewing(request: Request, token: str, send: Send) -> Send:
    """Sends the new token with the answer, unless that signs somebody in or out itself."""
    header = session_cookie(context_of(request), token)
    name = header.partition("=")[0]

    async def with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if not any(item.startswith(f"{name}=") for item in headers.getlist("set-cookie")):
                headers.append("set-cookie", header)
        await send(message)

    return with_cookie

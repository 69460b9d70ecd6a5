"""Which language a request is answered in."""

from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.gateway.i18n.gettext import in_language, negotiated_language

COOKIE = "language"
LONGEST = 200
"""Characters of what a browser accepts that are looked at."""


class LocaleMiddleware:
    """Answers each request in the language its browser asks for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        chosen = negotiated_language(_cookie(headers.get("cookie", "")), headers.get("accept-language", "")[:LONGEST])

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                if answer.get("content-type", "").startswith(("text/html", "text/markdown")):
                    answer.setdefault("Content-Language", chosen)
                    answer.add_vary_header("Accept-Language, Cookie")
            await send(message)

        with in_language(chosen):
            await self._app(scope, receive, telling)


def _cookie(header: str) -> str:
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""

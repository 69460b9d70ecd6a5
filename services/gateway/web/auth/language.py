"""The choice of a language, at the foot of every page. It is kept in a cookie: it is the browser's, not the member's."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from services.gateway.context import context_of
from services.gateway.http.locale import COOKIE
from services.gateway.http.session import local_path, read_form
from services.gateway.i18n.gettext import LANGUAGES
from shared.domain import invalid

KEPT_SECONDS = 366 * 86400


async def choose(request: Request) -> Response:
    """Speak another language from now on, and go back to the page it was chosen on."""
    fields = await read_form(request, signed_in=False)
    chosen = fields.get("language", "")
    if chosen not in LANGUAGES:
        raise invalid("These pages do not speak this language. Choose one of the list.", "language")
    response = RedirectResponse(local_path(fields.get("next", "/")), HTTPStatus.SEE_OTHER)
    secure = context_of(request).ports.settings.public_url.startswith("https://")
    response.set_cookie(COOKIE, chosen, max_age=KEPT_SECONDS, httponly=True, samesite="lax", secure=secure)
    return response


def add_language_choice(app: FastAPI) -> None:
    app.add_api_route("/language", choose, methods=["POST"], include_in_schema=False, response_class=Response)

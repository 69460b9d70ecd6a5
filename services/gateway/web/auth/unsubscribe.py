"""The links in letters that stop a kind of message. Looking stops nothing; the button does, and so does one click in a
mail program (RFC 8058): a POST from anywhere, without cookie or token, for the link's code is the right to do it."""

import secrets
from http import HTTPStatus
from urllib.parse import parse_qsl

from fastapi import FastAPI, Request
from fastapi.responses import Response
from pydantic import ValidationError

from services.gateway.context import context_of
from services.gateway.http.requests import media_type, read_body
from services.gateway.i18n.gettext import N_
from services.gateway.web.renderer import page
from shared.contracts.notify import ResumeCategory, StopCategory
from shared.domain import Refusal

MEANS = {
    "announcements": N_("news of clinics and visits that are planned or moved"),
    "reminders": N_("reminders of clinics and visits"),
    "reports": N_("what became of the advice you gave"),
}
"""What a category is called on the page."""
_UNKNOWN = N_(
    "This link stops nothing. Perhaps a part of it is missing: open it from the letter again, whole, or use the link of "
    "a later letter."
)


async def asked(request: Request) -> Response:
    command = _command(StopCategory, request)
    return _page(request, "asked", command.category)


async def stop_or_resume(request: Request) -> Response:
    """Whatever a mail program posts here means stop; our own page's other button means resume."""
    resume = await _wanted(request) == "resume"
    kind: type[StopCategory | ResumeCategory] = ResumeCategory if resume else StopCategory
    command = _command(kind, request)
    try:
        await context_of(request).send(command, secrets.token_hex(13), "")
    except Refusal as refusal:
        if refusal.status == HTTPStatus.NOT_FOUND:
            raise _unknown() from None
        raise
    return _page(request, "resumed" if resume else "stopped", command.category)


async def _wanted(request: Request) -> str:
    body = await read_body(request)
    if media_type(request) != "application/x-www-form-urlencoded":
        return ""
    return dict(parse_qsl(body.decode(errors="replace"))).get("do", "")


def _command(kind: type[StopCategory | ResumeCategory], request: Request) -> StopCategory | ResumeCategory:
    given = request.query_params
    try:
        return kind.model_validate(
            {"reader_id": given.get("reader"), "category": given.get("category"), "code": given.get("code", "")}
        )
    except ValidationError:
        raise _unknown() from None


def _unknown() -> Refusal:
    return Refusal(HTTPStatus.NOT_FOUND, "not-found", _UNKNOWN)


def _page(request: Request, state: str, category: str) -> Response:
    means = MEANS.get(category, category.replace("_", " "))
    return page("auth/unsubscribe.html", state=state, means=means, query=request.url.query)


def add_unsubscribe_pages(app: FastAPI) -> None:
    for endpoint, method in ((asked, "GET"), (stop_or_resume, "POST")):
        app.add_api_route("/unsubscribe", endpoint, methods=[method], include_in_schema=False, response_class=Response)

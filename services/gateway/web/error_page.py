"""The page that says why something was refused, or that there is nothing here."""

from fastapi import Request
from fastapi.responses import Response

from services.gateway.context import context_of
from services.gateway.http.session import form_token, session_of
from services.gateway.web.renderer import page
from shared.domain import Refusal


def error_page(request: Request, refusal: Refusal, headers: dict[str, str]) -> Response:
    return page(
        "problem.html",
        status=refusal.status,
        headers=headers,
        problem=refusal,
        form_token=_form_token_of_member(request),
    )


def _form_token_of_member(request: Request) -> str:
    """What the forms of whoever is signed in carry, so that their page of a problem leads on; empty for strangers."""
    try:
        session = session_of(request)
        return form_token(request) if session and context_of(request).who(session) else ""
    except Refusal:
        return ""

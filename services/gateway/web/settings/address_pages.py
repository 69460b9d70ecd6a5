"""The page of a link that confirms a new mail address. Looking confirms nothing: mail scanners look, too. The button does."""

import secrets
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import Response
from pydantic import ValidationError

from services.gateway.context import context_of
from services.gateway.http.session import read_form
from services.gateway.i18n.gettext import N_
from services.gateway.web.forms.submit import press_once
from services.gateway.web.renderer import page
from shared.contracts.community import ConfirmAddress
from shared.domain import Refusal

_UNKNOWN = N_(
    "This link confirms nothing. Perhaps a part of it is missing: open it from the mail again, whole. If you gave another "
    "address since, use the link of the latest mail."
)


async def asked(request: Request) -> Response:
    given = request.query_params
    fields = {name: given.get(name, "") for name in ("community", "member", "code")}
    _command(fields)
    return page("address.html", done=False, fields={**fields, "command_id": secrets.token_hex(13)})


async def confirm(request: Request) -> Response:
    """Whoever has the code need not be signed in: mail is often read on another device."""
    fields = await read_form(request, signed_in=False)
    command = _command(fields)
    try:
        await press_once(context_of(request), command, fields.get("command_id") or secrets.token_hex(13))
    except Refusal as refusal:
        if refusal.status == HTTPStatus.NOT_FOUND:
            raise Refusal(HTTPStatus.NOT_FOUND, "not-found", _UNKNOWN) from None
        raise
    return page("address.html", done=True, fields={})


def _command(fields: dict[str, str]) -> ConfirmAddress:
    try:
        return ConfirmAddress(
            community_id=fields.get("community", ""), member_id=fields.get("member", ""), code=fields.get("code", "")
        )
    except ValidationError:
        raise Refusal(HTTPStatus.NOT_FOUND, "not-found", _UNKNOWN) from None


def add_address_pages(app: FastAPI) -> None:
    for endpoint, method in ((asked, "GET"), (confirm, "POST")):
        app.add_api_route("/address", endpoint, methods=[method], include_in_schema=False, response_class=Response)

"""The way in with an invitation's link. Looking uses nothing up: mail scanners look, too. The button lets one in."""

import contextlib
import secrets
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from services.gateway.api.endpoints import membership
from services.gateway.context import context_of
from services.gateway.http.device import device_of
from services.gateway.http.session import read_form, session_of, sign_in, wanted
from services.gateway.i18n.gettext import N_
from services.gateway.live.memberships import note
from services.gateway.web.forms.submit import press_once
from services.gateway.web.renderer import page
from shared.contracts.community import JoinCommunity
from shared.domain import Refusal
from shared.store.errors import StoreError

_OVER = N_(
    "This invitation was used already. If it was you who used it, you belong: go to the start page on the device where "
    "you did. If you are not signed in there any more, ask the convener of your community for a new way in."
)
_UNKNOWN = N_(
    "This invitation opens nothing. Perhaps a part of its link is missing: open it from the letter again, whole. If that "
    "does not help, ask whoever invited you for a new one."
)
_BELONGS = N_(
    "Somebody with the mail address of this invitation belongs already. If that is you, go to the start page on a device "
    "where you are signed in; if not, ask the convener of your community."
)
_SAID: dict[int, str] = {HTTPStatus.NOT_FOUND: _UNKNOWN, HTTPStatus.CONFLICT: _BELONGS, HTTPStatus.GONE: _OVER}


async def invited(request: Request) -> Response:
    """One button. What it leads to is said to whoever has the right code, and that is checked when it is pressed."""
    _command(request.query_params.get("community", ""), request.query_params.get("code", ""))
    return page(
        "auth/join.html",
        community=request.query_params["community"],
        code=request.query_params["code"],
        command_id=secrets.token_hex(13),
        signed_in=bool(session_of(request)),
    )


async def join(request: Request) -> Response:
    """Join, come in, and go home or to the page that was wanted before."""
    fields = await read_form(request, signed_in=False)
    command = _command(fields.get("community", ""), fields.get("code", ""))
    context = context_of(request)
    try:
        done = await press_once(context, command, fields.get("command_id") or secrets.token_hex(13))
    except Refusal as refusal:
        raise Refusal(refusal.status, refusal.slug, _said(refusal)) from None
    joined = await membership(done, context, device_of(request))
    # Home is the next page, and the news of this may take longer than the way there; if the store is slow, it comes then.
    with contextlib.suppress(StoreError):
        await note(command.community_id, joined["member_id"], done["version"], True, context.ports)
    response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    response.headers["Location"] = wanted(request, response)
    sign_in(response, context, joined["token"])
    return response


def _said(refusal: Refusal) -> str:
    return refusal.detail if refusal.slug == "invitation-over" else _SAID.get(refusal.status, refusal.detail)


def _command(community: str, code: str) -> JoinCommunity:
    try:
        return JoinCommunity(community_id=community, code=code)
    except ValidationError:
        raise Refusal(HTTPStatus.NOT_FOUND, "not-found", _UNKNOWN) from None


def add_join_pages(app: FastAPI) -> None:
    for endpoint, method in ((invited, "GET"), (join, "POST")):
        app.add_api_route("/join", endpoint, methods=[method], include_in_schema=False, response_class=Response)

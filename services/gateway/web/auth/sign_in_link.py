"""Signing in by a mailed link. Looking at it uses nothing up: mail scanners look, too. The button lets one in, once."""

import asyncio
import secrets
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import TypeAdapter, ValidationError

from services.gateway.api.endpoints import membership
from services.gateway.context import GatewayContext, context_of
from services.gateway.http.device import device_of
from services.gateway.http.problems import retry_after
from services.gateway.http.session import local_path, read_form, session_of, sign_in, sign_out, wanted
from services.gateway.i18n.gettext import N_
from services.gateway.live.memberships import communities_of
from services.gateway.web.forms.submit import press_once
from services.gateway.web.forms.trouble import NOTHING_WRONG, Trouble
from services.gateway.web.renderer import page
from shared.access.signed_tokens import Spoken
from shared.contracts import community as m
from shared.contracts.types import Email, Id
from shared.domain import Refusal, invalid

log = structlog.get_logger(__name__)

PER_ADDRESS = "5/hour"
"""Letters to one mail address."""
PER_VISITOR = "30/10 minutes"
"""Tries from one place on the network; whole offices share one."""
_OVER = N_("This link no longer lets you in. Ask for a new one on the sign-in page.")
_PART = N_("Perhaps a part of it is missing: open it whole.")


async def ask(request: Request) -> Response:
    return _page(request)


def _page(request: Request, trouble: Trouble = NOTHING_WRONG, sent: str = "", **options: Any) -> Response:
    context = context_of(request)
    provider = context.ports.settings.oidc_name if context.provider else ""
    return page("auth/sign_in.html", status=trouble.status, trouble=trouble, sent=sent, provider=provider, **options)


async def send_link(request: Request) -> Response:
    """The same answer whether anybody has this address or not: nobody learns here who belongs."""
    fields = await read_form(request, signed_in=False)
    context = context_of(request)
    try:
        email = _email(fields.get("email", ""))
        await context.rates.spend("sign-in here", PER_VISITOR, request.client.host if request.client else "")
        await context.rates.spend("sign-in letter", PER_ADDRESS, email)
    except Refusal as refusal:
        trouble = Trouble("sign-in", refusal, fields)
        return _page(request, trouble, headers=retry_after(refusal))
    found = await context.ask(m.FindMemberships(email=email), m.MembershipsView, context.ports.signer.own())
    # Behind the answer, which would otherwise take longer for an address that somebody has.
    context.later(_offer(context, found.memberships))
    return _page(request, sent=email)


async def _offer(context: GatewayContext, memberships: tuple[m.Membership, ...]) -> None:
    """One letter for each community: a session is one community's member."""
    for this_membership in memberships:
        command = m.OfferWayIn(community_id=this_membership.community_id, member_id=this_membership.member_id)
        try:
            await context.send(command, secrets.token_hex(13), context.ports.signer.own())
        except Refusal as refusal:
            log.warning("no way in could be offered", community=this_membership.community_id, reason=refusal)


def _email(written: str) -> str:
    try:
        return TypeAdapter[str](Email).validate_python(written)
    except ValidationError:
        raise invalid("This is not a mail address; it looks like name@example.org.", "email") from None


async def enter(request: Request) -> Response:
    """A link from a letter leads here, or one that `convene up` shows."""
    given = request.query_params
    if given.get("way"):
        _way(given["way"], given.get("code", ""))
    elif given.get("token"):
        _require_member_link(request, given["token"])
    else:
        return RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    fields = {name: given.get(name, "") for name in ("token", "way", "code")}
    fields |= {"next": local_path(given["next"]) if given.get("next") else "", "command_id": secrets.token_hex(13)}
    return page("auth/enter.html", fields=fields)


async def come_in(request: Request) -> Response:
    fields = await read_form(request, signed_in=False)
    context, token = context_of(request), fields.get("token", "")
    if fields.get("way"):
        command = _way(fields["way"], fields.get("code", ""))
        done = await press_once(context, command, fields.get("command_id") or secrets.token_hex(13))
        token = (await membership(done, context, device_of(request)))["token"]
    else:
        token = await _entered(request, token, fields.get("command_id") or secrets.token_hex(13))
    response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    before = wanted(request, response)
    response.headers["Location"] = local_path(fields.get("next") or before)
    sign_in(response, context, token)
    return response


def _way(wayin_id: str, code: str) -> m.UseWayIn:
    try:
        return m.UseWayIn(wayin_id=wayin_id, code=code)
    except ValidationError:
        raise Refusal(HTTPStatus.GONE, "link-over", f"{_OVER} {_PART}") from None


def _require_member_link(request: Request, token: str) -> Spoken:
    """What the token of a link says; one that is a session's, or a program's, lets nobody else in."""
    try:
        spoken = context_of(request).ports.verifier.read(token)
    except Refusal:
        spoken = None
    if spoken is None or spoken.over or spoken.actor.kind != "member" or spoken.actor.may_be_ended:
        raise Refusal(HTTPStatus.GONE, "link-over", _OVER)
    return spoken


async def _entered(request: Request, token: str, occasion: str) -> str:
    """A session's token, for that of a link."""
    context, spoken = context_of(request), _require_member_link(request, token)
    if spoken.unbound:
        exchanged = await context.sessions.exchanged(token, spoken, device_of(request))
        if not exchanged:
            raise Refusal(HTTPStatus.GONE, "link-over", _OVER)
        return exchanged
    this_membership = await _membership(spoken.actor.id, context)
    return await context.sessions.begin(this_membership, device_of(request), f"enter {occasion}")


async def _membership(member: Id, context: GatewayContext) -> m.Membership:
    """Where a member belongs. Somebody who joined a moment ago is waited for."""
    for pause in (0.0, 0.1, 0.3, 1.0):
        await asyncio.sleep(pause)
        for community in await communities_of(member, context.ports):
            return m.Membership(community_id=community, member_id=member)
    raise Refusal(HTTPStatus.GONE, "link-over", _OVER)


async def go_out(request: Request) -> Response:
    """Sign out on this device. Whoever is not signed in any more is not bothered with a form from before."""
    response, token = RedirectResponse("/", HTTPStatus.SEE_OTHER), session_of(request)
    if token:
        await read_form(request)
        await context_of(request).sessions.end(token)
    sign_out(response, context_of(request))
    return response


def add_sign_in_pages(app: FastAPI) -> None:
    for path, endpoint, method in (
        ("/sign-in", ask, "GET"),
        ("/sign-in", send_link, "POST"),
        ("/enter", enter, "GET"),
        ("/enter", come_in, "POST"),
        ("/sign-out", go_out, "POST"),
    ):
        app.add_api_route(path, endpoint, methods=[method], include_in_schema=False, response_class=Response)

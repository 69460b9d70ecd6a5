"""A member's settings in one community: how they are reached, what they get, their tokens; for conveners, its webhooks."""

import asyncio
import secrets
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Path, Request
from fastapi.responses import RedirectResponse, Response

from services.gateway.api.endpoints import access_token, signing_secret
from services.gateway.context import GatewayContext, context_of
from services.gateway.http.requests import validated
from services.gateway.http.session import read_form, require_visitor, session_of, sign_out
from services.gateway.i18n.gettext import N_
from services.gateway.web.auth.unsubscribe import MEANS
from services.gateway.web.community.overview import answered
from services.gateway.web.forms.datetimes import zones
from services.gateway.web.forms.submit import form_parts, send_action, send_fields
from services.gateway.web.forms.trouble import NOTHING_WRONG, Trouble
from services.gateway.web.renderer import page
from services.gateway.web.settings.device_pages import devices_of
from services.gateway.web.settings.forms import ACTIONS, SCOPES, SHOWN_ONCE
from shared.contracts import community as m
from shared.contracts import notify as n
from shared.contracts.types import Id
from shared.domain import Refusal

CommunityId = Annotated[Id, Path()]

SCOPE_WORDS: dict[m.Scope, str] = {
    "read": N_("Read all that you may read"),
    "clinic:write": N_("Act for you in clinics"),
    "trips:write": N_("Act for you on visits"),
    "community:write": N_("Act for you in the community: contact, invitations, members"),
    "notify:write": N_("Change what letters you get, and webhooks"),
}
DONE = {
    "contact": N_("Kept. From now on you are reached this way."),
    "withdraw-address": N_("Taken back. Mail comes to the same address as before."),
    "letters": N_("Kept. It holds from now on."),
    "revoke-token": N_("Revoked. Whoever still uses this token is turned away."),
    "sign-out-device": N_("Signed out there. Whoever uses that device has to sign in again."),
    "remove-webhook": N_("Removed. Nothing more is posted there."),
    "replay-webhook": N_("It is being posted again, from that day on."),
}
MAILED = N_("Kept. A new mail address counts once the button behind the link that was mailed there is pressed.")


async def settings_page(request: Request, community_id: CommunityId) -> Response:
    return await _show(request, community_id, NOTHING_WRONG)


async def settings_action(request: Request, community_id: CommunityId, action: str) -> Response:
    return await send_action(
        request,
        action,
        community_id,
        actions=ACTIONS,
        again=lambda trouble: _show(request, community_id, trouble),
        then=f"{_path(community_id)}?done={action}",
    )


async def letters(request: Request, community_id: CommunityId) -> Response:
    """Stop a kind of letter, or get it again. Whoever was never written to is met first."""
    member, context, session = require_visitor(request), context_of(request), session_of(request)
    fields = await read_form(request)
    reader = await context.ask(n.GetReader(community_id=community_id), n.ReaderView, session)

    async def command() -> n.StopCategory | n.ResumeCategory:
        kind: type[n.StopCategory | n.ResumeCategory] = (
            n.ResumeCategory if fields.get("do") == "resume" else n.StopCategory
        )
        wanted = validated(kind, {"reader_id": reader.id, "category": fields.get("category", "")})
        meet = n.MeetReader(reader_id=reader.id, community_id=community_id, member_id=member.id)
        await context.send(meet, secrets.token_hex(13), session)
        return wanted

    return await send_fields(
        request,
        "letters",
        fields,
        command,
        again=lambda trouble: _show(request, community_id, trouble),
        then=lambda _done: f"{_path(community_id)}?done=letters",
    )


async def make_and_show(request: Request, community_id: CommunityId) -> Response:
    """What was made is shown on the page that answers the form, and never again: a token that nobody keeps, or a secret."""
    require_visitor(request)
    context, fields = context_of(request), await read_form(request)
    form = request.url.path.rpartition("/")[2]
    try:
        command = SHOWN_ONCE[form](community_id, fields)
        done = await context.send(command, fields.get("command_id") or secrets.token_hex(13), session_of(request))
    except Refusal as refusal:
        if refusal.status == HTTPStatus.NOT_FOUND:
            raise
        return await _show(request, community_id, Trouble(form, refusal, fields))
    if form == "issue-token":
        return await _show(request, community_id, NOTHING_WRONG, token=access_token(done, context.ports))
    return await _show(request, community_id, NOTHING_WRONG, secret=signing_secret(done))


async def leave(request: Request, community_id: CommunityId) -> Response:
    """Leave the community; with it ends the session, which was its member's."""
    member = require_visitor(request)
    fields = await read_form(request)

    async def command() -> m.LeaveCommunity:
        return m.LeaveCommunity(community_id=community_id, member_id=member.id)

    response = await send_fields(
        request,
        "leave",
        fields,
        command,
        again=lambda trouble: _show(request, community_id, trouble),
        then=lambda _done: "/",
    )
    if isinstance(response, RedirectResponse):
        sign_out(response, context_of(request))
    return response


def _path(community_id: Id) -> str:
    return f"/communities/{community_id}/settings"


async def _show(request: Request, community_id: Id, trouble: Trouble, token: str = "", secret: str = "") -> Response:
    require_visitor(request)
    context, session = context_of(request), session_of(request)
    contact, community, devices = await asyncio.gather(
        context.ask(m.GetOwnContact(community_id=community_id), m.OwnContact, session),
        context.ask(m.GetCommunity(community_id=community_id), m.CommunityView, session),
        devices_of(request, community_id),
    )
    me = require_visitor(request).id
    role = next((member.role for member in community.members if member.member_id == me), None)
    return page(
        "settings/settings.html",
        status=trouble.status,
        community=community,
        contact=contact,
        devices=devices,
        role=role,
        zones=zones(),
        token=token,
        secret=secret,
        conveners={member.member_id: member.name for member in community.members if member.role == "convener"},
        done=_done(request.query_params.get("done", ""), contact),
        categories=MEANS,
        scopes={scope: SCOPE_WORDS[scope] for scope in SCOPES},
        **await _more(context, community_id, session, role == "convener"),
        **form_parts(request, trouble),
    )


def _done(action: str, contact: m.OwnContact) -> str:
    return MAILED if action == "contact" and contact.proposed_email else DONE.get(action, "")


async def _more(context: GatewayContext, community_id: Id, session: str, convener: bool) -> dict[str, Any]:
    """What may be missing for a moment without the page being of no use; None then."""
    tokens, reader = await asyncio.gather(
        answered(context, m.ListTokens(community_id=community_id), m.TokenList, session),
        answered(context, n.GetReader(community_id=community_id), n.ReaderView, session),
    )
    hooks = await answered(context, n.ListHooks(community_id=community_id), n.HookList, session) if convener else None
    return {
        "tokens": tuple(token for token in tokens.tokens if not token.revoked) if tokens else None,
        "reader": reader,
        "hooks": hooks.hooks if hooks else None,
        "now": context.ports.clock.now(),
    }


def add_settings_pages(app: FastAPI) -> None:
    base = "/communities/{community_id}/settings"
    for form in SHOWN_ONCE:
        app.add_api_route(
            f"{base}/{form}", make_and_show, methods=["POST"], include_in_schema=False, response_class=Response
        )
    for path, endpoint, method in (
        (base, settings_page, "GET"),
        (base + "/letters", letters, "POST"),
        (base + "/leave", leave, "POST"),
        (base + "/{action}", settings_action, "POST"),
    ):
        app.add_api_route(path, endpoint, methods=[method], include_in_schema=False, response_class=Response)

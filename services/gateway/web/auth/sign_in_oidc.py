"""Signing in with the identity provider that an operator configured, beside the mailed link."""

import secrets
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from services.gateway.context import GatewayContext, context_of
from services.gateway.http.device import device_of
from services.gateway.http.oidc import Provider, Try
from services.gateway.http.session import session_of, sign_in, wanted
from services.gateway.http.sign_in_tries import forget_try, keep_try, kept_try
from services.gateway.i18n.gettext import _
from services.gateway.web.community.overview import known_community
from services.gateway.web.renderer import page
from shared.contracts import community as m
from shared.domain import Actor, Refusal, not_found

CHOICE_SECONDS = 900
"""How long somebody may take to choose one of their communities."""


def provider_of(context: GatewayContext) -> Provider:
    """`Refusal` (404) where none is configured."""
    if context.provider is None:
        raise not_found()
    return context.provider


async def begin(request: Request) -> Response:
    this_try = Try.new()
    response = RedirectResponse(await provider_of(context_of(request)).where_to(this_try), HTTPStatus.SEE_OTHER)
    keep_try(request, response, this_try)
    return response


async def back(request: Request) -> Response:
    """The provider sent somebody back: in they come, or choose which of their communities to come in to."""
    context, given = context_of(request), request.query_params
    provider = provider_of(context)
    try:
        this_try = kept_try(request, given.get("state", ""))
    except Refusal:
        if not session_of(request):
            raise
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)  # they went back to it after they had come in
    if given.get("error"):
        raise Refusal(
            HTTPStatus.FORBIDDEN,
            "sign-in-refused",
            "The sign-in service did not let you in. Try again, or come in by mail.",
        )
    email = await provider.email(this_try, given.get("state", ""), given.get("code", ""))
    try:
        query = m.FindMemberships(email=email)
    except ValidationError:  # nobody here can have it
        return page("auth/no_member.html", status=HTTPStatus.FORBIDDEN, email=email)
    found = await context.ask(query, m.MembershipsView, context.ports.signer.own())
    response = await _let_in(request, email, found.memberships)
    forget_try(request, response, this_try)
    return response


async def _let_in(request: Request, email: str, memberships: tuple[m.Membership, ...]) -> Response:
    context = context_of(request)
    if not memberships:
        return page("auth/no_member.html", status=HTTPStatus.FORBIDDEN, email=email)
    if len(memberships) == 1:
        response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
        response.headers["Location"] = wanted(request, response)
        sign_in(
            response, context, await context.sessions.begin(memberships[0], device_of(request), secrets.token_hex(13))
        )
        return response
    choices = []
    for membership in memberships:
        actor = Actor("member", membership.member_id)
        token = context.ports.signer.sign(actor, CHOICE_SECONDS, enters=True)
        community = await known_community(context, membership.community_id, context.ports.signer.sign(actor, 60))
        choices.append((community.name if community else _("A community"), token))
    return page("auth/which_community.html", choices=choices)


def add_oidc_pages(app: FastAPI) -> None:
    for path, endpoint in (("/sign-in/with", begin), ("/sign-in/with/back", back)):
        app.add_api_route(path, endpoint, methods=["GET"], include_in_schema=False, response_class=Response)

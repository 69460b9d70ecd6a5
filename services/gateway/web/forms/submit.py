"""A form that a page sent: its command is done, or the page comes back with what was wrong and nothing lost."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.gateway.context import GatewayContext, context_of
from services.gateway.http.session import form_token, read_form, require_visitor, session_of
from services.gateway.web.forms.fields import Fields, FormAction
from services.gateway.web.forms.trouble import Trouble
from shared.contracts.base import Command
from shared.contracts.types import Id
from shared.domain import Refusal, not_found

WAIT_SECONDS = 0.1


async def send_form(
    request: Request,
    form: str,
    make: Callable[[Fields], Command],
    again: Callable[[Trouble], Awaitable[Response]],
    then: Callable[[dict[str, Any]], str],
) -> Response:
    """Do what a form asks for and lead to the page `then`; where it is refused, show the page with the form `again`."""
    require_visitor(request)
    fields = await read_form(request)

    async def command() -> Command:
        return make(fields)

    return await send_fields(request, form, fields, command, again=again, then=then)


async def send_action(
    request: Request,
    action: str,
    thing: Id,
    *,
    actions: Mapping[str, FormAction],
    again: Callable[[Trouble], Awaitable[Response]],
    then: str,
) -> Response:
    """The same for one of the forms of a thing's page, by its name; `Refusal` (404) where the page has no such form."""
    make = actions.get(action)
    if make is None:
        raise not_found()
    return await send_form(request, action, lambda fields: make(thing, fields), again, lambda _: then)


async def send_fields(
    request: Request,
    form: str,
    fields: Fields,
    make: Callable[[], Awaitable[Command]],
    *,
    again: Callable[[Trouble], Awaitable[Response]],
    then: Callable[[dict[str, Any]], str],
) -> Response:
    """The same for a form that was read already."""
    try:
        command = await make()
        done = await context_of(request).send(
            command, fields.get("command_id") or secrets.token_hex(13), session_of(request)
        )
    except Refusal as refusal:
        if refusal.status == HTTPStatus.NOT_FOUND:
            raise
        if refusal.slug == "in-flight":  # pressed twice: the first press does it
            return RedirectResponse(then({}), HTTPStatus.SEE_OTHER)
        return await again(Trouble(form, refusal, fields))
    return RedirectResponse(then(done), HTTPStatus.SEE_OTHER)


async def press_once(context: GatewayContext, command: Command, id: str) -> dict[str, Any]:
    """A button pressed twice by somebody who is not signed in yet: the browser shows the second answer, so that one has to let
    in as well."""
    while True:
        try:
            return await context.send(command, id, "")
        except Refusal as refusal:
            if refusal.slug != "in-flight":
                raise
        await asyncio.sleep(WAIT_SECONDS)


def form_parts(request: Request, trouble: Trouble) -> dict[str, Any]:
    """What every page with forms needs to show them."""
    return {
        "trouble": trouble,
        "form_token": form_token(request),
        "new_id": lambda: secrets.token_hex(13),
    }

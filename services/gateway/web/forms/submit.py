"""A form that a page sent: its command is done, or the page comes back with what was wrong and nothing lost."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from services.gateway.context import GatewayContext, context_of
from services.gateway.http.session import form_token, read_form, require_visitor, session_of
from services.gateway.i18n.validation_messages import plain
from shared.contracts.base import Command
from shared.contracts.types import Id
from shared.domain import Refusal, not_found

type Fields = dict[str, str]
type Deed = Callable[[Id, Fields], Command]
"""What a form of a thing's page asks for: the command, from the thing's id and what was filled in."""

WAIT_SECONDS = 0.1


class Trouble:
    """The form that was refused, if one was: why, where, and what had been typed."""

    def __init__(self, form: str = "", refusal: Refusal | None = None, fields: Fields | None = None) -> None:
        self.form = form
        self.fields = fields or {}
        self.slug = refusal.slug if refusal else ""
        self.status = refusal.status if refusal else 200
        self._errors: list[dict[str, str]] = refusal.extra.get("errors", []) if refusal else []
        self.said = plain(self._errors[0]["detail"] if self._errors else refusal.detail) if refusal else ""
        """What was wrong, for the top of the page; empty where nothing was."""

    def kept(self, form: str, name: str, usual: str = "") -> str:
        """What had been typed into a field, else what usually stands there."""
        return self.fields.get(name, usual) if form == self.form else usual

    def at(self, form: str, *places: str) -> str:
        """What is wrong in one place of a form; a field of a command is named as the service names it."""
        if form != self.form:
            return ""
        return " ".join(plain(error["detail"]) for error in self._errors if error["field"] in places)

    def within(self, form: str, place: str) -> bool:
        """Whether something is wrong in one of several fields, such as the minutes of one step."""
        return form == self.form and any(error["field"].startswith(f"{place}.") for error in self._errors)


NOTHING_WRONG = Trouble()


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
    actions: Mapping[str, Deed],
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
        if refusal.status == 404:  # noqa: PLR2004
            raise
        if refusal.slug == "in-flight":  # pressed twice: the first press does it
            return RedirectResponse(then({}), 303)
        return await again(Trouble(form, refusal, fields))
    return RedirectResponse(then(done), 303)


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

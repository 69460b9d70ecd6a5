"""A form of a page that brings a picture."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from services.gateway.context import context_of
from services.gateway.http.pictures import PictureUpload, picture_command, receive
from services.gateway.http.session import require_same_origin, require_this_session, require_visitor
from services.gateway.web.forms.submit import send_fields
from services.gateway.web.forms.trouble import Trouble
from shared.contracts.base import Command
from shared.domain import Refusal


async def send_picture(
    request: Request,
    form: str,
    upload: PictureUpload,
    ids: Mapping[str, str],
    *,
    again: Callable[[Trouble], Awaitable[Response]],
    then: Callable[[dict[str, Any]], str],
) -> Response:
    """Bring the picture of a form and lead to the page `then`; where it is refused, show the page with the form `again`.

    A browser never fills in a file again; the words beside it are kept.
    """
    actor = require_visitor(request)
    require_same_origin(request)
    async with AsyncExitStack() as on_its_way:
        try:
            sent = await on_its_way.enter_async_context(receive(context_of(request), request, actor))
        except Refusal as refusal:
            return await again(Trouble(form, refusal))
        require_this_session(request, sent.fields)

        async def make() -> Command:
            return await picture_command(upload, ids, sent)

        return await send_fields(request, form, sent.fields, make, again=again, then=then)

"""The one way in which every page of a visit is shown, and its forms are sent."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import FastAPI, Path, Request
from fastapi.responses import Response

from services.gateway.web.forms.fields import Fields, FormAction
from services.gateway.web.forms.submit import form_parts, send_form
from services.gateway.web.forms.trouble import NOTHING_WRONG, Trouble
from services.gateway.web.renderer import page
from services.gateway.web.visits import labels, times
from services.gateway.web.visits.visit_context import Looking, Opened, Tab, opened
from shared.contracts.base import Command
from shared.contracts.types import Id
from shared.domain import not_found

VisitId = Annotated[Id, Path()]

type Rewrite = Callable[[Opened, Fields], Command]
"""A form that says anew, with a change, what the visit says already."""
type Shown = Callable[[Looking, Trouble], Awaitable[dict[str, Any]]]
type Then = Callable[[Fields, dict[str, Any]], str]
"""From what was sent and what came of it: where to go on the page, such as `#stop-1`."""


@dataclass(frozen=True)
class Part:
    """A page of a visit: what it shows besides the visit, and what its forms stand for."""

    tab: Tab
    template: str
    shows: Shown
    actions: Mapping[str, FormAction] = field(default_factory=dict)
    rewrites: Mapping[str, Rewrite] = field(default_factory=dict)
    then: Mapping[str, Then] = field(default_factory=dict)
    """Of a form by its name; otherwise to the top of the page."""
    below: str = ""
    """The rest of its path, where it is a page below the tab's."""
    leads_to: Tab | None = None
    """The page to go on to once a form is done, where it is not this one."""


async def show(part: Part, request: Request, visit_id: Id, trouble: Trouble = NOTHING_WRONG) -> Response:
    """The page; `Refusal` (404) where the visit is not for whoever asks."""
    looking = await opened(request, visit_id)
    return page(
        part.template,
        status=trouble.status,
        visit=looking.visit.view,
        seen=looking.visit,
        tab=part.tab,
        naming=labels,
        say=times,
        **form_parts(request, trouble),
        **await part.shows(looking, trouble),
    )


async def send(part: Part, request: Request, visit_id: Id, action: str) -> Response:
    """A form of the page was sent; `Refusal` (404) where it has no such form."""
    if action not in part.actions and action not in part.rewrites:
        raise not_found()
    looking = await opened(request, visit_id) if action in part.rewrites else None
    sent: Fields = {}

    def command(fields: Fields) -> Command:
        sent.update(fields)
        return part.rewrites[action](looking.visit, fields) if looking else part.actions[action](visit_id, fields)

    def then(done: dict[str, Any]) -> str:
        place = part.then[action](sent, done) if action in part.then else ""
        return f"/visits/{visit_id}{(part.leads_to or part.tab).path}{place}"

    return await send_form(request, action, command, lambda trouble: show(part, request, visit_id, trouble), then)


def add_part(app: FastAPI, part: Part) -> None:
    path = "/visits/{visit_id}" + part.tab.path + part.below

    async def shown(request: Request, visit_id: VisitId) -> Response:
        return await show(part, request, visit_id)

    async def sent(request: Request, visit_id: VisitId, action: str) -> Response:
        return await send(part, request, visit_id, action)

    app.add_api_route(path, shown, methods=["GET"], include_in_schema=False, response_class=Response)
    if part.actions or part.rewrites:
        app.add_api_route(path + "/{action}", sent, methods=["POST"], include_in_schema=False, response_class=Response)

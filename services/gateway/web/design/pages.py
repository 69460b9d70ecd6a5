"""The page of the design: its tokens, and every component as pages use it, in light and in dark. For whoever makes pages."""

from functools import cache
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from services.gateway.i18n.gettext import _
from services.gateway.web.design.tokens import Colour, Pair, colours, pairs
from services.gateway.web.forms.submit import form_parts
from services.gateway.web.forms.trouble import Trouble
from services.gateway.web.memory.charts import outcome_bar
from services.gateway.web.renderer import HERE, page
from shared.contracts import clinic as c
from shared.domain import Refusal

SAMPLE = c.OutcomeCounts(total=12, tried=6, adapted=3, not_tried=2, unanswered=1, helped=5, did_not_help=2, too_early=2)


async def design_page(request: Request) -> Response:
    those, legible = _tokens()
    wrong = {"field": "dark.name", "detail": _("Write something here.")}
    trouble = Trouble(
        "", Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-input", wrong["detail"], errors=[wrong]), {}
    )
    return page(
        "design/design.html",
        colours=those,
        pairs=legible,
        sample=outcome_bar(_("Taken along"), SAMPLE),
        schemes={"light": _("In light"), "dark": _("In dark")},
        **form_parts(request, trouble),
    )


async def pressed(request: Request) -> Response:
    """The buttons on the page are there to be pressed; they do nothing."""
    return RedirectResponse("/design", HTTPStatus.SEE_OTHER)


@cache
def _tokens() -> tuple[tuple[Colour, ...], tuple[Pair, ...]]:
    those = colours((HERE / "static" / "convene.css").read_text())
    return those, tuple(pairs(those))


def add_design_pages(app: FastAPI) -> None:
    for endpoint, method in ((design_page, "GET"), (pressed, "POST")):
        app.add_api_route("/design", endpoint, methods=[method], include_in_schema=False, response_class=Response)

"""A community's memory: how advice worked out, a search over past cases, and what a meeting may talk about."""

import asyncio
from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, Path, Request
from fastapi.responses import Response

from services.gateway.context import GatewayContext, context_of
from services.gateway.http.requests import validated
from services.gateway.http.session import require_visitor, session_of
from services.gateway.i18n.gettext import _
from services.gateway.web.community.overview import known_community
from services.gateway.web.forms.submit import form_parts
from services.gateway.web.forms.trouble import NOTHING_WRONG, Trouble
from services.gateway.web.memory.charts import advice_words, bars, figures, given_bar, outcome_bar
from services.gateway.web.renderer import page
from shared.contracts import clinic as c
from shared.contracts.types import Id
from shared.domain import Refusal

MOST_DIGITS = 5
CommunityId = Annotated[Id, Path()]


async def memory_page(request: Request, community_id: CommunityId) -> Response:
    require_visitor(request)
    context, session = context_of(request), session_of(request)
    given = request.query_params.get("skip", "0")
    skip = int(given) if given.isascii() and given.isdecimal() and len(given) <= MOST_DIGITS else 0
    text = request.query_params.get("q", "").strip()
    memory, reports, community = await asyncio.gather(
        context.ask(c.GetAdviceMemory(community_id=community_id, skip=skip), c.AdviceMemory, session),
        context.ask(c.ListReports(community_id=community_id), c.ReportList, session),
        known_community(context, community_id, session),
    )
    found, wrong = await _searched(context, community_id, text, session) if text else (None, "")
    names = {member.member_id: member.name for member in community.members} if community else {}
    return page(
        "memory/memory.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        community_id=community_id,
        community=community,
        memory=memory,
        skip=skip,
        advice_words=advice_words,
        given_bar=given_bar,
        figures=figures(memory.advice),
        bars=(*bars(memory.advice), outcome_bar(_("From nobody's advice"), memory.own)),
        text=text,
        found=found,
        wrong=wrong,
        reports=[
            (report, [names.get(who, _("A member")) for who in report.presenter_ids]) for report in reports.reports
        ],
        **form_parts(request, NOTHING_WRONG),
    )


async def _searched(context: GatewayContext, community: Id, text: str, session: str) -> tuple[c.CasesFound | None, str]:
    """What was found, or what is wrong with the words."""
    try:
        query = validated(c.SearchCases, {"community_id": community, "text": text, "limit": 20})
        return await context.ask(query, c.CasesFound, session), ""
    except Refusal as refusal:
        return None, Trouble("search", refusal).said


def add_advice_memory_pages(app: FastAPI) -> None:
    path = "/communities/{community_id}/memory"
    app.add_api_route(path, memory_page, methods=["GET"], include_in_schema=False, response_class=Response)

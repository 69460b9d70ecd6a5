"""A community's memory: how advice worked out, a search over past cases, and what a meeting may talk about."""

from typing import Annotated

from fastapi import FastAPI, Path, Request
from fastapi.responses import Response

from services.gateway.door import door_of
from services.gateway.web.outcome_bars import bars, outcome_bar
from services.gateway.web.overview import known_community
from services.gateway.web.planning import made
from services.gateway.web.rendering import page
from services.gateway.web.sending import NOTHING_WRONG, Trouble, form_parts
from services.gateway.web.session import session_of, visitor
from shared.contracts import clinic as c
from shared.contracts.types import Id
from shared.domain import Refusal

MOST_DIGITS = 5
CommunityId = Annotated[Id, Path()]


async def memory_page(request: Request, community_id: CommunityId) -> Response:
    visitor(request)
    door, session = door_of(request), session_of(request)
    given = request.query_params.get("skip", "0")
    skip = int(given) if given.isascii() and given.isdecimal() and len(given) <= MOST_DIGITS else 0
    memory = await door.ask(c.GetAdviceMemory(community_id=community_id, skip=skip), c.AdviceMemory, session)
    text = request.query_params.get("q", "").strip()
    found, wrong = None, ""
    if text:
        try:
            query = made(c.SearchCases, {"community_id": community_id, "text": text, "limit": 20})
            found = await door.ask(query, c.CasesFound, session)
        except Refusal as refusal:
            wrong = Trouble("search", refusal).said
    reports = await door.ask(c.ListReports(community_id=community_id), c.ReportList, session)
    community = await known_community(door, community_id, session)
    names = {one.member_id: one.name for one in community.members} if community else {}
    return page(
        "memory.html",
        status=422 if wrong else 200,
        community_id=community_id,
        community=community,
        memory=memory,
        skip=skip,
        bars=(*bars(memory.advice), outcome_bar("From nobody's advice", memory.own)),
        text=text,
        found=found,
        wrong=wrong,
        reports=reports.reports,
        name=lambda member: names.get(member, "A member"),
        **form_parts(request, NOTHING_WRONG),
    )


def add_advice_memory_pages(app: FastAPI) -> None:
    path = "/communities/{community_id}/memory"
    app.add_api_route(path, memory_page, methods=["GET"], include_in_schema=False, response_class=Response)

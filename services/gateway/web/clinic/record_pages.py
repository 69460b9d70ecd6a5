"""A clinic's record: its page, made for printing too, and the same as Markdown and as JSON."""

from typing import Annotated

from fastapi import FastAPI, Path, Request
from fastapi.responses import Response

from services.gateway.context import context_of
from services.gateway.http.session import form_token, require_visitor, session_of
from services.gateway.web.clinic.record_markdown import record_in_markdown
from services.gateway.web.clinic.record_text import Telling
from services.gateway.web.clinic.timeline import timeline
from services.gateway.web.download import download
from services.gateway.web.renderer import page
from shared.contracts import clinic as c
from shared.contracts import community as m
from shared.contracts.types import Id

ClinicId = Annotated[Id, Path()]


async def record_page(request: Request, clinic_id: ClinicId) -> Response:
    telling = await _told(request, clinic_id)
    return page(
        "clinic/record.html",
        record=telling.record,
        telling=telling,
        timeline=timeline(telling),
        form_token=form_token(request),
    )


async def record_markdown(request: Request, clinic_id: ClinicId) -> Response:
    telling = await _told(request, clinic_id)
    return download(record_in_markdown(telling), "text/markdown; charset=utf-8", f"{telling.record.title}.md")


async def record_json(request: Request, clinic_id: ClinicId) -> Response:
    telling = await _told(request, clinic_id)
    named = telling.record.model_copy(update={"names": telling.people})
    return download(named.model_dump_json(indent=2), "application/json", f"{telling.record.title}.json")


async def _told(request: Request, clinic_id: Id) -> Telling:
    """The record with its names. Without the community there is none: what is kept must say who said what."""
    require_visitor(request)
    context, session = context_of(request), session_of(request)
    record = await context.ask(c.GetClinicRecord(clinic_id=clinic_id), c.ClinicRecord, session)
    community = await context.ask(m.GetCommunity(community_id=record.community_id), m.CommunityView, session)
    return Telling(record, {member.member_id: member.name for member in community.members}, community.zone)


def add_record_pages(app: FastAPI) -> None:
    for path, endpoint in (
        ("/clinics/{clinic_id}/record", record_page),
        ("/clinics/{clinic_id}/record.md", record_markdown),
        ("/clinics/{clinic_id}/record.json", record_json),
    ):
        app.add_api_route(path, endpoint, methods=["GET"], include_in_schema=False, response_class=Response)

"""A clinic's room as it was, moment by moment: to look at, with nothing to do in it."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import FastAPI, Path, Query, Request
from fastapi.responses import Response
from pydantic import AwareDatetime

from services.gateway.context import context_of
from services.gateway.http.session import require_visitor, session_of
from services.gateway.web.clinic.room_context import room_context
from services.gateway.web.renderer import page
from shared.contracts import clinic as c
from shared.contracts.types import Id

ClinicId = Annotated[Id, Path()]


async def replay_page(
    request: Request,
    clinic_id: ClinicId,
    version: Annotated[int | None, Query(ge=1)] = None,
    at: Annotated[AwareDatetime | None, Query()] = None,
) -> Response:
    require_visitor(request)
    context, session = context_of(request), session_of(request)
    query = c.GetClinicAt(clinic_id=clinic_id, version=version, at=at)
    moment = await context.ask(query, c.ClinicMoment, session)
    record = await context.ask(c.GetClinicRecord(clinic_id=clinic_id), c.ClinicRecord, session)
    jumps = [(step, urlencode({"at": run.began.isoformat()})) for step in record.steps for run in step.runs[:1]]
    return page("clinic/replay.html", moment=moment, jumps=jumps, **await room_context(request, moment.clinic))


def add_replay_pages(app: FastAPI) -> None:
    path = "/clinics/{clinic_id}/replay"
    app.add_api_route(path, replay_page, methods=["GET"], include_in_schema=False, response_class=Response)

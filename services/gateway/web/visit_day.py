"""The day of a visit on a page: which stop runs, what comes next, the roll on a phone; whole without scripts."""

import asyncio
from collections.abc import Callable
from typing import Annotated, get_args

from fastapi import FastAPI, Path, Request
from fastapi.responses import Response

from services.gateway.door import door_of
from services.gateway.web.overview import known_community
from services.gateway.web.planning import made
from services.gateway.web.rendering import page
from services.gateway.web.sending import NOTHING_WRONG, Fields, Trouble, form_parts, send_deed
from services.gateway.web.session import session_of, visitor
from services.gateway.web.visit_pages import LEADERS
from shared.contracts import trips as t
from shared.contracts.base import Command
from shared.contracts.types import Id

VisitId = Annotated[Id, Path()]
MARK = "mark-"
"""The fields of the roll: this, and the member's id."""
ON_ONE_FORM = 40
"""So many people are on one form of the roll: a larger group has several."""
PRESENCES: tuple[str, ...] = get_args(t.Presence.__value__)


async def day_page(request: Request, visit_id: VisitId) -> Response:
    return await _show(request, visit_id, NOTHING_WRONG)


async def day_deed(request: Request, visit_id: VisitId, deed: str) -> Response:
    return await send_deed(
        request,
        deed,
        visit_id,
        deeds=DEEDS,
        again=lambda trouble: _show(request, visit_id, trouble),
        then=f"/visits/{visit_id}/day",
    )


async def _show(request: Request, visit_id: Id, trouble: Trouble) -> Response:
    member, door, session = visitor(request), door_of(request), session_of(request)
    visit, day = await asyncio.gather(
        door.ask(t.GetVisit(visit_id=visit_id), t.VisitView, session),
        door.ask(t.GetDay(visit_id=visit_id), t.DayView, session),
    )
    community = await known_community(door, visit.community_id, session)
    role = await door.house.roster.role(visit.community_id, member.id)
    leads = (member.id == visit.host_id or role in LEADERS) and visit.status == "scheduled"
    stops = {stop.stop_id: stop for stop in day.stops}
    here = trouble.fields.get("stop") or request.query_params.get("stop") or day.now or day.next
    roll = None
    if leads and here in stops:
        roll = await door.ask(t.GetRoll(visit_id=visit_id, stop_id=here), t.RollView, session)
    return page(
        "day.html",
        status=trouble.status,
        visit=visit,
        day=day,
        stops=stops,
        here=here,
        roll=roll,
        on_one_form=ON_ONE_FORM,
        leads=leads,
        names={one.member_id: one.name for one in community.members} if community else {},
        **form_parts(request, trouble),
    )


def _roll(visit: Id, fields: Fields) -> Command:
    """A field for each person; or one button for all who are not accounted for."""
    marks = [
        {"member_id": name.removeprefix(MARK), "presence": said}
        for name, said in fields.items()
        if name.startswith(MARK) and said in PRESENCES
    ]
    marks += [{"member_id": member, "presence": "present"} for member in fields.get("all_here", "").split()]
    return made(t.CallRoll, {"visit_id": visit, "stop_id": fields.get("stop", ""), "marks": marks})


def _leave(visit: Id, fields: Fields) -> Command:
    said = {"group": fields.get("group") or None, "anyway": fields.get("anyway", "").strip() or None}
    return made(t.LeaveStop, {"visit_id": visit, "stop_id": fields.get("stop", ""), **said})


def _late(visit: Id, fields: Fields) -> Command:
    said = {"minutes": fields.get("minutes", ""), "stop_id": fields.get("stop") or None}
    return made(t.RunLate, {"visit_id": visit, **said})


def _skip(visit: Id, fields: Fields) -> Command:
    return made(
        t.SkipStop,
        {"visit_id": visit, "stop_id": fields.get("stop", ""), "reason": fields.get("reason", "").strip() or None},
    )


def _restore(visit: Id, fields: Fields) -> Command:
    return made(t.RestoreStop, {"visit_id": visit, "stop_id": fields.get("stop", "")})


def _swap(visit: Id, fields: Fields) -> Command:
    return made(t.SwapStops, {"visit_id": visit, "stop_id": fields.get("stop", ""), "with_id": fields.get("with", "")})


def _note(visit: Id, fields: Fields) -> Command:
    said = {"text": fields.get("text", ""), "shared": fields.get("shared") == "yes"}
    return made(t.AddGuideNote, {"visit_id": visit, "stop_id": fields.get("stop") or None, **said})


DEEDS: dict[str, Callable[[Id, Fields], Command]] = {
    "roll": _roll,
    "leave": _leave,
    "late": _late,
    "skip": _skip,
    "restore": _restore,
    "swap": _swap,
    "note": _note,
}


def add_day_pages(app: FastAPI) -> None:
    for path, endpoint, method in (
        ("/visits/{visit_id}/day", day_page, "GET"),
        ("/visits/{visit_id}/day/{deed}", day_deed, "POST"),
    ):
        app.add_api_route(path, endpoint, methods=[method], include_in_schema=False, response_class=Response)

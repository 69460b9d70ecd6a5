"""The brief of an idea: its page, made for printing too, the same as Markdown, and the forms of those it is about."""

from typing import Annotated

from fastapi import FastAPI, Path, Request
from fastapi.responses import Response

from services.gateway.context import context_of
from services.gateway.http.requests import validated
from services.gateway.http.session import require_visitor, session_of
from services.gateway.web.clinic.brief_text import BriefTelling, brief_in_markdown
from services.gateway.web.download import download
from services.gateway.web.forms.fields import Fields, FormAction
from services.gateway.web.forms.submit import form_parts, send_action
from services.gateway.web.forms.trouble import NOTHING_WRONG, Trouble
from services.gateway.web.renderer import page
from shared.contracts import clinic as c
from shared.contracts import community as m
from shared.contracts.base import Command
from shared.contracts.types import Id

ClinicId = Annotated[Id, Path()]


async def brief_page(request: Request, clinic_id: ClinicId) -> Response:
    return await _show(request, clinic_id, NOTHING_WRONG)


async def brief_markdown(request: Request, clinic_id: ClinicId) -> Response:
    telling = await _told(request, clinic_id)
    return download(brief_in_markdown(telling), "text/markdown; charset=utf-8", f"{telling.brief.title}.md")


async def brief_action(request: Request, clinic_id: ClinicId, action: str) -> Response:
    return await send_action(
        request,
        action,
        clinic_id,
        actions=ACTIONS,
        again=lambda trouble: _show(request, clinic_id, trouble),
        then=f"/clinics/{clinic_id}/brief",
    )


async def _show(request: Request, clinic_id: Id, trouble: Trouble) -> Response:
    telling = await _told(request, clinic_id)
    return page(
        "clinic/brief.html", status=trouble.status, telling=telling, brief=telling.brief, **form_parts(request, trouble)
    )


async def _told(request: Request, clinic_id: Id) -> BriefTelling:
    """The brief with its names. Without the community there is none: it would name nobody."""
    require_visitor(request)
    context, session = context_of(request), session_of(request)
    brief = await context.ask(c.GetIdeaBrief(clinic_id=clinic_id), c.IdeaBrief, session)
    community = await context.ask(m.GetCommunity(community_id=brief.community_id), m.CommunityView, session)
    names = {member.member_id: member.name for member in community.members}
    return BriefTelling(brief, names, community.name, community.zone)


def _write(clinic: Id, fields: Fields) -> Command:
    said: Fields = {name: fields[name] for name in ("opening", "next_steps", "closing") if name in fields}
    return validated(c.WriteBrief, {"clinic_id": clinic, **said})


def _respond(clinic: Id, fields: Fields) -> Command:
    said = {"downside_id": fields.get("downside_id", ""), "text": fields.get("text", "")}
    return validated(c.RespondToDownside, {"clinic_id": clinic, **said})


def _leave_out(clinic: Id, fields: Fields) -> Command:
    return validated(c.LeaveOutOfBrief, {"clinic_id": clinic, "contribution_id": fields.get("contribution_id", "")})


def _restore(clinic: Id, fields: Fields) -> Command:
    return validated(c.RestoreToBrief, {"clinic_id": clinic, "contribution_id": fields.get("contribution_id", "")})


def _name_me(clinic: Id, _: Fields) -> Command:
    return validated(c.AgreeToBeNamed, {"clinic_id": clinic})


def _name_me_not(clinic: Id, _: Fields) -> Command:
    return validated(c.WithdrawNaming, {"clinic_id": clinic})


ACTIONS: dict[str, FormAction] = {
    "write": _write,
    "respond": _respond,
    "leave-out": _leave_out,
    "restore": _restore,
    "name-me": _name_me,
    "name-me-not": _name_me_not,
}


def add_brief_pages(app: FastAPI) -> None:
    for path, endpoint, method in (
        ("/clinics/{clinic_id}/brief", brief_page, "GET"),
        ("/clinics/{clinic_id}/brief.md", brief_markdown, "GET"),
        ("/clinics/{clinic_id}/brief/{action}", brief_action, "POST"),
    ):
        app.add_api_route(path, endpoint, methods=[method], include_in_schema=False, response_class=Response)

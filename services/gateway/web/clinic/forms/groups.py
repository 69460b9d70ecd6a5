"""The forms about the cases and the groups of a clinic: the commands they stand for."""

from services.gateway.web.forms.datetimes import made
from services.gateway.web.forms.fill import filling
from services.gateway.web.forms.submit import Deed, Fields
from shared.contracts import clinic as c
from shared.contracts.base import Command
from shared.contracts.types import Id

HERE, PRESENTS = "here-", "presents-"
"""The names of boxes to tick begin so, and end in a member's id."""


def _begin(clinic: Id, fields: Fields) -> Command:
    """The start, with whoever was ticked, in the order of the page."""
    ticked = {
        name: tuple(field.removeprefix(start) for field in fields if field.startswith(start))
        for name, start in (("people", HERE), ("presenters", PRESENTS))
    }
    chosen = {name: bool(fields.get(name)) for name in ("anyway", "whole")}
    return made(c.StartClinic, {"clinic_id": clinic, **chosen, **ticked})


def _join(clinic: Id, fields: Fields) -> Command:
    return made(c.JoinClinic, {"clinic_id": clinic, "member_id": fields.get("member") or None})


def _leave(clinic: Id, fields: Fields) -> Command:
    return made(c.NoteAbsence, {"clinic_id": clinic, "member_id": fields.get("member") or None})


GROUP_DEEDS: dict[str, Deed] = {
    "begin": _begin,
    "case": filling(c.AddCase, title="title", question="question"),
    "withdraw-case": filling(c.WithdrawCase),
    "join": _join,
    "leave": _leave,
    "move": filling(c.MoveToGroup, member_id="member", group="group"),
}

"""The forms about the cases and the groups of a clinic: the commands they stand for."""

from services.gateway.http.requests import validated
from services.gateway.web.forms.fields import Fields, FormAction
from services.gateway.web.forms.fill import fill
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
    return validated(c.StartClinic, {"clinic_id": clinic, **chosen, **ticked})


def _join(clinic: Id, fields: Fields) -> Command:
    return validated(c.JoinClinic, {"clinic_id": clinic, "member_id": fields.get("member") or None})


def _leave(clinic: Id, fields: Fields) -> Command:
    return validated(c.NoteAbsence, {"clinic_id": clinic, "member_id": fields.get("member") or None})


GROUP_ACTIONS: dict[str, FormAction] = {
    "begin": _begin,
    "case": fill(c.AddCase, title="title", question="question"),
    "withdraw-case": fill(c.WithdrawCase),
    "join": _join,
    "leave": _leave,
    "move": fill(c.MoveToGroup, member_id="member", group="group"),
}

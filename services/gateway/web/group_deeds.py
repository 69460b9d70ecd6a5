"""The forms about the cases and the groups of a clinic: the commands they stand for."""

from collections.abc import Callable

from services.gateway.web.planning import made
from services.gateway.web.sending import Fields
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


def _add_case(clinic: Id, fields: Fields) -> Command:
    return made(
        c.AddCase, {"clinic_id": clinic, "title": fields.get("title", ""), "question": fields.get("question", "")}
    )


def _withdraw_case(clinic: Id, _: Fields) -> Command:
    return made(c.WithdrawCase, {"clinic_id": clinic})


def _join(clinic: Id, fields: Fields) -> Command:
    return made(c.JoinClinic, {"clinic_id": clinic, "member_id": fields.get("member") or None})


def _leave(clinic: Id, fields: Fields) -> Command:
    return made(c.NoteAbsence, {"clinic_id": clinic, "member_id": fields.get("member") or None})


def _move(clinic: Id, fields: Fields) -> Command:
    wanted = {"member_id": fields.get("member", ""), "group": fields.get("group", "")}
    return made(c.MoveToGroup, {"clinic_id": clinic, **wanted})


GROUP_DEEDS: dict[str, Callable[[Id, Fields], Command]] = {
    "begin": _begin,
    "case": _add_case,
    "withdraw-case": _withdraw_case,
    "join": _join,
    "leave": _leave,
    "move": _move,
}

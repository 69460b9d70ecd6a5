"""What the forms of the clinic's page stand for: the last word of their address, and the command made of their fields."""

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from shared.bus.envelope import invalid_fields
from shared.contracts import clinic as c
from shared.contracts.base import Command
from shared.contracts.types import Id
from shared.domain import invalid

type Fields = dict[str, str]

FOLLOW_UP_TIME = "10:00"
"""A follow-up is asked for on a day; the question comes in the morning."""

SAYINGS: dict[str, tuple[type[c.ClinicCommand], str | None]] = {
    "context": (c.GiveContext, None),
    "question": (c.AskQuestion, None),
    "answer": (c.AnswerQuestion, "question_id"),
    "experience": (c.ShareExperience, None),
    "advice": (c.GiveAdvice, None),
    "comment": (c.CommentOnAdvice, "advice_id"),
    "takeaway": (c.NoteTakeaway, "advice_id"),
}


def _say(clinic: Id, fields: Fields) -> Command:
    saying = SAYINGS.get(fields.get("kind", ""))
    if saying is None:
        raise invalid("There is no such contribution.", "kind")
    command, about = saying
    data: dict[str, Any] = {"clinic_id": clinic, "text": fields.get("text", "")}
    if about is not None:
        data[about] = fields.get("about") or None
    return _made(command, data)


def _next(clinic: Id, fields: Fields) -> Command:
    return _made(c.AdvanceStep, {"clinic_id": clinic, "from_step": fields.get("from_step", "")})


def _begin(clinic: Id, _: Fields) -> Command:
    return _made(c.StartClinic, {"clinic_id": clinic})


def _close(clinic: Id, fields: Fields) -> Command:
    moment = {"local": f"{fields.get('follow_up', '')}T{FOLLOW_UP_TIME}", "zone": fields.get("zone", "")}
    return _made(c.CloseClinic, {"clinic_id": clinic, "follow_up": moment})


def _report(clinic: Id, fields: Fields) -> Command:
    return _made(c.ReportFollowUp, {"clinic_id": clinic, "text": fields.get("text", "")})


def _made(command: type[Command], data: dict[str, Any]) -> Command:
    try:
        return command.model_validate(data)
    except ValidationError as error:
        raise invalid_fields(error) from None


DEEDS: dict[str, Callable[[Id, Fields], Command]] = {
    "say": _say,
    "next": _next,
    "begin": _begin,
    "close": _close,
    "report": _report,
}

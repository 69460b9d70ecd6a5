"""What the forms of the clinic's page stand for: the last word of their address, and the command made of their fields."""

from collections.abc import Callable
from typing import Any

from services.gateway.web.planning import made, moment
from services.gateway.web.sending import Fields
from shared.contracts import clinic as c
from shared.contracts.base import Command
from shared.contracts.types import Id
from shared.domain import invalid

MINUTES = "minutes-"
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
    return made(command, data)


def _schedule(clinic: Id, fields: Fields) -> Command:
    """The time and the facilitator. Minutes come in a field for each step, whichever steps this clinic has."""
    minutes = {
        name.removeprefix(MINUTES): given for name, given in fields.items() if name.startswith(MINUTES) and given
    }
    data = {
        "clinic_id": clinic,
        "starts": moment(fields, "starts"),
        "facilitator_id": fields.get("facilitator", ""),
        "minutes": minutes,
    }
    return made(c.ScheduleClinic, data)


def _cancel(clinic: Id, fields: Fields) -> Command:
    return made(c.CancelClinic, {"clinic_id": clinic, "reason": fields.get("reason", "")})


def _next(clinic: Id, fields: Fields) -> Command:
    return made(c.AdvanceStep, {"clinic_id": clinic, "from_step": fields.get("from_step", "")})


def _begin(clinic: Id, _: Fields) -> Command:
    return made(c.StartClinic, {"clinic_id": clinic})


def _close(clinic: Id, fields: Fields) -> Command:
    return made(c.CloseClinic, {"clinic_id": clinic, "follow_up": moment(fields, "follow_up", FOLLOW_UP_TIME)})


def _report(clinic: Id, fields: Fields) -> Command:
    return made(c.ReportFollowUp, {"clinic_id": clinic, "text": fields.get("text", "")})


DEEDS: dict[str, Callable[[Id, Fields], Command]] = {
    "schedule": _schedule,
    "cancel": _cancel,
    "say": _say,
    "next": _next,
    "begin": _begin,
    "close": _close,
    "report": _report,
}

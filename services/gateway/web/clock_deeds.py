"""The forms about the clinic's clock: the commands they stand for."""

from collections.abc import Callable

from services.gateway.web.planning import made, moment
from services.gateway.web.sending import Fields
from shared.contracts import clinic as c
from shared.contracts.base import Command
from shared.contracts.types import Id


def time_chosen(fields: Fields, starts: dict[str, str]) -> dict[str, object]:
    """How long a clinic is to take, as the form for its time gives it. The room must be left on the day it starts."""
    chosen: dict[str, object] = {"moving_on": {"by_itself": bool(fields.get("by_itself"))}}
    if fields.get("available", "").strip():
        chosen["available"] = fields["available"]
    if fields.get("hard_stop", "").strip():
        day = starts["local"].partition("T")[0]
        chosen["hard_stop"] = moment({"date": day, "time": fields["hard_stop"], "zone": starts["zone"]}, "hard_stop")
    return chosen


def _extend(clinic: Id, fields: Fields) -> Command:
    return made(
        c.ExtendStep, {"clinic_id": clinic, "step": fields.get("step", ""), "seconds": fields.get("seconds", "")}
    )


def _bring_back(clinic: Id, fields: Fields) -> Command:
    return made(c.BringBackStep, {"clinic_id": clinic, "step": fields.get("step", "")})


def _back(clinic: Id, fields: Fields) -> Command:
    return made(c.GoBack, {"clinic_id": clinic, "from_step": fields.get("from_step", "")})


def _pause(clinic: Id, _: Fields) -> Command:
    return made(c.PauseClinic, {"clinic_id": clinic})


def _resume(clinic: Id, _: Fields) -> Command:
    return made(c.ResumeClinic, {"clinic_id": clinic})


def _count(clinic: Id, fields: Fields) -> Command:
    return made(c.CountExperience, {"clinic_id": clinic, "members": fields.get("members", "")})


CLOCK_DEEDS: dict[str, Callable[[Id, Fields], Command]] = {
    "extend": _extend,
    "bring-back": _bring_back,
    "back": _back,
    "pause": _pause,
    "resume": _resume,
    "hands-with-experience": _count,
}

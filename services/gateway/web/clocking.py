"""The clock on the clinic's page: what the facilitator may choose, and the commands that the forms stand for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from services.gateway.web.planning import made, moment
from services.gateway.web.sending import Fields
from shared.contracts import clinic as c
from shared.contracts.base import Command
from shared.contracts.types import Id

FORMS: Mapping[str, str] = {
    "extend": "extend",
    "shorten": "extend",
    "skip": "skip",
    "bring back": "bring-back",
    "back": "back",
    "pause": "pause",
    "resume": "resume",
}
"""The form of each choice. To start and to go on have theirs elsewhere on the page."""
MINUTE = 60


@dataclass(frozen=True)
class Offered:
    """A choice as a button with its cost beside it."""

    form: str
    label: str
    words: str
    possible: bool
    fields: Mapping[str, str]


def offered(clinic: c.ClinicView) -> list[Offered]:
    if clinic.clock is None or clinic.status != "running":
        return []
    titles = {step.name: step.title for step in clinic.steps}
    return [
        Offered(
            form=FORMS[one.action],
            label=_label(one, titles),
            words=one.words,
            possible=one.possible,
            fields={name: str(value) for name, value in one.data.items() if name != "clinic_id"},
        )
        for one in clinic.clock.choices
        if one.action in FORMS
    ]


def _label(choice: c.ClockChoiceView, titles: Mapping[str, str]) -> str:
    step = titles.get(str(choice.data.get("step")), "")
    minutes = abs(int(choice.data.get("seconds", 0))) // MINUTE
    unit = "minute" if minutes == 1 else "minutes"
    return {
        "extend": f"{minutes} {unit} more",
        "shorten": f"{minutes} {unit} less",
        "skip": f"Leave out {step}",
        "bring back": f"Bring back {step}",
        "back": "Go back a step",
        "pause": "Pause",
        "resume": "Let the clock go on",
    }[choice.action]


def cost_of_next(clinic: c.ClinicView) -> str:
    """What going on to the next step now would mean, in words; empty for whoever does not lead."""
    choices = clinic.clock.choices if clinic.clock else ()
    return next((one.words for one in choices if one.action == "end now"), "")


def may_count_hands(clinic: c.ClinicView) -> bool:
    """Whether a step for related experience alone is still to come."""
    current = next((step.number for step in clinic.steps if step.name == clinic.step), 0)
    return any(step.number > current and set(step.takes) == {"experience"} for step in clinic.steps)


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

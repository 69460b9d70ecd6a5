"""The forms about the clinic's clock: the commands they stand for."""

from services.gateway.web.forms.datetimes import moment
from services.gateway.web.forms.fields import Fields, FormAction
from services.gateway.web.forms.fill import fill
from shared.contracts import clinic as c


def time_chosen(fields: Fields, starts: dict[str, str]) -> dict[str, object]:
    """How long a clinic is to take, as the form for its time gives it. The room must be left on the day it starts."""
    chosen: dict[str, object] = {"moving_on": {"by_itself": bool(fields.get("by_itself"))}}
    if fields.get("available", "").strip():
        chosen["available"] = fields["available"]
    if fields.get("hard_stop", "").strip():
        day = starts["local"].partition("T")[0]
        chosen["hard_stop"] = moment({"date": day, "time": fields["hard_stop"], "zone": starts["zone"]}, "hard_stop")
    return chosen


CLOCK_ACTIONS: dict[str, FormAction] = {
    "extend": fill(c.ExtendStep, step="step", seconds="seconds"),
    "bring-back": fill(c.BringBackStep, step="step"),
    "back": fill(c.GoBack, from_step="from_step"),
    "pause": fill(c.PauseClinic),
    "resume": fill(c.ResumeClinic),
    "hands-with-experience": fill(c.CountExperience, members="members"),
}

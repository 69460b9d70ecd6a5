"""The forms about the clinic's clock: the commands they stand for."""

from services.gateway.web.forms.datetimes import moment
from services.gateway.web.forms.fill import filling
from services.gateway.web.forms.submit import Deed, Fields
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


CLOCK_DEEDS: dict[str, Deed] = {
    "extend": filling(c.ExtendStep, step="step", seconds="seconds"),
    "bring-back": filling(c.BringBackStep, step="step"),
    "back": filling(c.GoBack, from_step="from_step"),
    "pause": filling(c.PauseClinic),
    "resume": filling(c.ResumeClinic),
    "hands-with-experience": filling(c.CountExperience, members="members"),
}

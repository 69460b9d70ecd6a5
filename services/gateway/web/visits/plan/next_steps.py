"""What whoever looks after a visit does next: start small, and one thing after the other. Pure."""

from dataclasses import dataclass

from services.gateway.i18n.gettext import N_
from services.gateway.web.visits.visit_context import DAY, MEMORIES, PLAN, SIGN_UP, Opened
from shared.contracts import trips as t


@dataclass(frozen=True)
class NextStep:
    words: str
    """To be looked up."""
    path: str
    """Below the visit's own."""


ADD_STOP = NextStep(N_("Add a first stop: what will visitors see?"), f"{PLAN.path}#adding")
NAME_GUIDE = NextStep(N_("Name the local practitioner who guides."), f"{PLAN.path}#guiding")
SCHEDULE = NextStep(N_("Give it a time."), f"{PLAN.path}#scheduling")
OPEN = NextStep(N_("Let people sign up."), f"{SIGN_UP.path}#seats")
CALL_ROLL = NextStep(N_("It is the day: call the roll, and keep the time."), DAY.path)
TELL = NextStep(N_("Tell the community what was learned."), f"{MEMORIES.path}#learned")


def next_steps(seen: Opened, signing: t.SignUpView) -> tuple[NextStep, ...]:
    """For whoever looks after it; none for others, and none where nothing waits."""
    view = seen.view
    if not seen.leads or not seen.ahead:
        return ()
    if seen.begun:
        return (CALL_ROLL, TELL)
    if seen.is_on:
        return (CALL_ROLL,)
    waits = (
        (ADD_STOP, not view.programme),
        (NAME_GUIDE, not view.guide),
        (SCHEDULE, bool(view.programme and view.guide and view.starts is None)),
        (OPEN, bool(view.guide and view.programme and signing.status == "not_open")),
    )
    return tuple(step for step, wanted in waits if wanted)

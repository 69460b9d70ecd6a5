"""Where the decisions about clinics are gathered, and what they share: who may do what, and the step that runs. Pure."""

from services.clinic.domain.clinic.participation import Speaker, speaker
from services.clinic.domain.clinic.state import Clinic
from shared.contracts.protocol import PlannedStep, Step, Turns
from shared.domain import Context, conflict, forbidden, not_found

LEADERS = ("convener", "facilitator")
PARTICIPANTS = ("convener", "facilitator", "member")


def require_member(context: Context) -> None:
    """To those who do not belong, the clinic does not exist."""
    if context.role is None:
        raise not_found()


def require_leader_or_presenter(clinic: Clinic, context: Context) -> None:
    require_member(context)
    if context.actor.id not in (clinic.presenter_id, clinic.facilitator_id) and context.role not in LEADERS:
        raise forbidden("This is for the presenter, the facilitator or a convener.")


def require_facilitator(clinic: Clinic, context: Context) -> None:
    require_member(context)
    if context.actor.id != clinic.facilitator_id and context.role != "convener":
        raise forbidden("The clinic's facilitator leads it through the steps.")


def require_running_step(clinic: Clinic) -> PlannedStep:
    current = clinic.current
    if current is None:
        raise conflict("not-running", f"This clinic is {clinic.status}; nothing runs in it now.")
    return current


def may_respond(clinic: Clinic, context: Context) -> Speaker:
    """Whether somebody may make themselves heard in the step that runs, if only by a sign."""
    this_speaker = speaker(clinic, require_running_step(clinic), context.actor.id)
    if this_speaker.step.silent:
        raise conflict(
            "silent-step",
            f"This step is silent. {this_speaker.hint}",
            step=this_speaker.planned.name,
            hint=this_speaker.hint,
        )
    if this_speaker.listens:
        raise forbidden(f"You only listen in this step. {this_speaker.hint}", hint=this_speaker.hint)
    return this_speaker


def step_of(clinic: Clinic, planned: PlannedStep) -> Step:
    """What the protocol says of a step."""
    return step_and_loop(clinic, planned)[0]


def step_and_loop(clinic: Clinic, planned: PlannedStep) -> tuple[Step, Turns | None]:
    """The same, and what the loop around it is for."""
    found = clinic.protocol.find(planned.of)
    assert found is not None
    return found


def spoken(name: str) -> str:
    return name.replace("_", " ")

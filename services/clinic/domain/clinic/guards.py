"""What a decision about a clinic asks for first: who acts, and the step that runs. Pure."""

from services.clinic.domain.clinic.state import Clinic
from shared.contracts.protocol import PlannedStep
from shared.domain import Context, conflict, forbidden, invalid, not_found

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


def require_planned_step(clinic: Clinic, name: str) -> PlannedStep:
    """The step of that name among those it goes through."""
    found = next((this_planned_step for this_planned_step in clinic.plan if this_planned_step.name == name), None)
    if found is None:
        raise invalid(f"This clinic has no step '{name}'.", "step")
    return found

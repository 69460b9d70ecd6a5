"""The single visual: set, replaced or removed by those whose it is, until the context is told. Pure."""

from collections.abc import Sequence

from services.clinic.domain.clinic.guards import require_member
from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.contracts.base import Event
from shared.contracts.pictures import Picture
from shared.domain import Context, Decider, conflict, forbidden

decide: Decider[Clinic] = Decider()


@decide.on
def set_visual(clinic: Clinic, command: c.SetVisual, context: Context) -> Sequence[Event]:
    _require_right_to_change(clinic, context)
    picture: Picture = context.known
    if clinic.visual is not None and (clinic.visual.picture, clinic.visual.alt) == (picture, command.alt):
        return []
    ids = {"community_id": clinic.community_id, "clinic_id": clinic.id}
    return [c.VisualSet(**ids, member_id=context.actor.id, picture=picture, alt=command.alt)]


@decide.on
def remove_visual(clinic: Clinic, _: c.RemoveVisual, context: Context) -> Sequence[Event]:
    _require_right_to_change(clinic, context)
    if clinic.visual is None:
        return []
    return [c.VisualRemoved(community_id=clinic.community_id, clinic_id=clinic.id, member_id=context.actor.id)]


def _require_right_to_change(clinic: Clinic, context: Context) -> None:
    require_member(context)
    if context.actor.id not in (clinic.presenter_id, *clinic.presenters, clinic.facilitator_id):
        raise forbidden("The visual is for the presenter and the facilitator to set.")
    if clinic.status not in ("proposed", "scheduled", "running"):
        raise conflict("clinic-is-over", f"This clinic is {clinic.status}; its visual stays as it is.")
    if clinic.status == "running" and clinic.step is not None and clinic.number(clinic.step) > _last_of_context(clinic):
        raise conflict(
            "context-is-told", "The context has been told, and the visual with it: the group has begun to work on it."
        )


def _last_of_context(clinic: Clinic) -> int:
    """The last step that tells the context; the first step, where the protocol has none for it."""
    numbers = [number for number, planned_step in enumerate(clinic.plan, 1) if _tells_context(clinic, planned_step.of)]
    return max(numbers, default=1)


def _tells_context(clinic: Clinic, of: str) -> bool:
    found = clinic.protocol.find(of)
    return found is not None and "context" in found[0].takes

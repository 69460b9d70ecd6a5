"""Before the clinic: members say that they have been there, or that they have not after all. Pure."""

from collections.abc import Sequence

from services.clinic.domain.clinic.guards import require_member
from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.contracts.base import Event
from shared.domain import Context, Decider, conflict, forbidden

decide: Decider[Clinic] = Decider()


@decide.on
def offer_experience(clinic: Clinic, command: c.OfferExperience, context: Context) -> Sequence[Event]:
    require_member(context)
    member = context.actor.id
    if member == clinic.presenter_id:
        raise forbidden("This is your own case. What you have lived through goes into its context.")
    _require_not_begun(clinic)
    if member in clinic.been_there and clinic.been_there[member] == command.note:
        return []
    ids = {"community_id": clinic.community_id, "clinic_id": clinic.id}
    return [c.ExperienceOffered(**ids, member_id=member, note=command.note)]


@decide.on
def take_back_experience(clinic: Clinic, command: c.TakeBackExperience, context: Context) -> Sequence[Event]:
    require_member(context)
    if context.actor.id not in clinic.been_there:
        return []
    _require_not_begun(clinic)
    ids = {"community_id": clinic.community_id, "clinic_id": clinic.id}
    return [c.ExperienceTakenBack(**ids, member_id=context.actor.id)]


def _require_not_begun(clinic: Clinic) -> None:
    match clinic.status:
        case "proposed" | "scheduled":
            return
        case "running":
            raise conflict("clinic-has-begun", "This clinic has begun. Share the experience in the step for it.")
        case status:
            raise conflict("clinic-is-over", f"This clinic is {status}; nothing more can be shared in it.")

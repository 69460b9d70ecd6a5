"""Before the clinic: who could facilitate, who is invited, and who is coming. Pure."""

from collections.abc import Sequence

from services.clinic.domain.clinic.guards import PARTICIPANTS, require_leader_or_presenter, require_member
from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.contracts.base import Event
from shared.domain import Context, Decider, conflict, forbidden, invalid

decide: Decider[Clinic] = Decider()


@decide.on
def offer_to_facilitate(clinic: Clinic, _: c.OfferToFacilitate, context: Context) -> Sequence[Event]:
    require_member(context)
    member = context.actor.id
    if context.role not in PARTICIPANTS:
        raise forbidden("Guests take part in clinics; leading one is for members.")
    if member == clinic.presenter_id:
        raise forbidden("You present this case: let somebody else lead, so that you can listen.")
    _require_not_begun(clinic)
    if member in (*clinic.would_facilitate, clinic.facilitator_id):
        return []
    return [c.FacilitatingOffered(community_id=clinic.community_id, clinic_id=clinic.id, member_id=member)]


@decide.on
def take_back_facilitating(clinic: Clinic, _: c.TakeBackFacilitating, context: Context) -> Sequence[Event]:
    require_member(context)
    member = context.actor.id
    if member not in clinic.would_facilitate:
        return []
    _require_not_begun(clinic)
    return [c.FacilitatingTakenBack(community_id=clinic.community_id, clinic_id=clinic.id, member_id=member)]


@decide.on
def invite_people(clinic: Clinic, command: c.InvitePeople, context: Context) -> Sequence[Event]:
    require_leader_or_presenter(clinic, context)
    _require_not_begun(clinic)
    strangers: frozenset[str] = context.known
    for place, member in enumerate(command.member_ids):
        if member in strangers:
            raise invalid(
                "This person does not belong to the community; invite them there first.", f"member_ids.{place}"
            )
    new = tuple(
        dict.fromkeys(name for name in command.member_ids if name not in clinic.invited and name != clinic.presenter_id)
    )
    if not new:
        return []
    return [c.PeopleInvited(community_id=clinic.community_id, clinic_id=clinic.id, member_ids=new)]


@decide.on
def uninvite_person(clinic: Clinic, command: c.UninvitePerson, context: Context) -> Sequence[Event]:
    require_leader_or_presenter(clinic, context)
    _require_not_begun(clinic)
    if command.member_id not in clinic.invited:
        return []
    return [c.PersonUninvited(community_id=clinic.community_id, clinic_id=clinic.id, member_id=command.member_id)]


@decide.on
def answer_invitation(clinic: Clinic, command: c.AnswerInvitation, context: Context) -> Sequence[Event]:
    require_member(context)
    member = context.actor.id
    if member not in clinic.invited:
        raise forbidden("You are not invited to this one. Ask the presenter or the facilitator.")
    _require_not_begun(clinic)
    if clinic.invited[member] == command.answer:
        return []
    ids = {"community_id": clinic.community_id, "clinic_id": clinic.id}
    return [c.InvitationAnswered(**ids, member_id=member, answer=command.answer)]


def _require_not_begun(clinic: Clinic) -> None:
    if clinic.status not in ("proposed", "scheduled"):
        raise conflict("clinic-has-begun", f"This clinic is {clinic.status}; who is there shows by itself now.")

"""Raised hands, and who gets the floor. Pure."""

from collections.abc import Sequence

from services.clinic.domain.clinic.guards import require_facilitator, require_member, require_running_step
from services.clinic.domain.clinic.participation import speaker
from services.clinic.domain.clinic.response import require_response
from services.clinic.domain.clinic.speaking_queue import known_people
from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.contracts.base import Event
from shared.domain import Context, Decider, conflict, invalid

decide: Decider[Clinic] = Decider()


@decide.on
def raise_hand(clinic: Clinic, command: c.RaiseHand, context: Context) -> Sequence[Event]:
    require_member(context)
    author = require_response(clinic, context)
    if context.actor.id in clinic.hands:
        return []
    return [
        c.HandRaised(
            community_id=clinic.community_id,
            clinic_id=clinic.id,
            member_id=context.actor.id,
            step=author.planned.name,
            at=context.now,
        )
    ]


@decide.on
def lower_hand(clinic: Clinic, command: c.LowerHand, context: Context) -> Sequence[Event]:
    require_member(context)
    current = require_running_step(clinic)
    if context.actor.id not in clinic.hands:
        return []
    return [
        c.HandLowered(
            community_id=clinic.community_id,
            clinic_id=clinic.id,
            member_id=context.actor.id,
            step=current.name,
            at=context.now,
        )
    ]


@decide.on
def call_on(clinic: Clinic, command: c.CallOn, context: Context) -> Sequence[Event]:
    require_facilitator(clinic, context)
    called = speaker(clinic, require_running_step(clinic), command.member_id)
    if command.member_id not in clinic.hands and command.member_id not in known_people(clinic):
        raise invalid("They have not raised a hand, and nobody said that they are here.", "member_id")
    if not called.may_respond:
        raise conflict("only-listens", f"They only listen in this step. {called.hint}", hint=called.hint)
    if clinic.called_on == command.member_id and command.member_id not in clinic.hands:
        return []
    return [
        c.MemberCalledOn(
            community_id=clinic.community_id,
            clinic_id=clinic.id,
            member_id=command.member_id,
            facilitator_id=context.actor.id,
            step=called.planned.name,
            at=context.now,
        )
    ]

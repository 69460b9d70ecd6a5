"""Who leads: handed over by whoever leads now, or taken over where they are gone. Pure."""

from collections.abc import Sequence
from datetime import datetime

from services.clinic.domain.clinic.guards import LEADERS, require_facilitator, require_member
from services.clinic.domain.clinic.records import Share
from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.contracts.base import Event, Id
from shared.domain import Context, Decider, conflict, forbidden, invalid

decide: Decider[Clinic] = Decider()


@decide.on
def hand_over(clinic: Clinic, command: c.HandOver, context: Context) -> Sequence[Event]:
    """`context.known` is the role of whoever is to lead."""
    require_facilitator(clinic, context)
    now = _led(clinic)
    if command.facilitator_id == now:
        return []
    if command.facilitator_id in (clinic.presenter_id, *clinic.presenters):
        raise invalid("Presenters bring their case; somebody else leads. Choose another.", "facilitator_id")
    if context.known not in LEADERS and (context.known is None or command.facilitator_id not in clinic.led_before):
        raise invalid("They may not lead clinics. A convener gives the role of facilitator.", "facilitator_id")
    return [
        c.FacilitationHandedOver(
            community_id=clinic.community_id,
            clinic_id=clinic.id,
            from_id=now,
            facilitator_id=command.facilitator_id,
            by=context.actor.id,
            at=context.now,
        )
    ]


@decide.on
def take_over(clinic: Clinic, command: c.TakeOver, context: Context) -> Sequence[Event]:
    """`context.known` is when the facilitator last looked at the clinic; None where they never did."""
    require_member(context)
    if context.role not in LEADERS:
        raise forbidden("Leading a clinic is for those with the role of facilitator or convener.")
    now = _led(clinic)
    if context.actor.id == now:
        return []
    if context.actor.id in (clinic.presenter_id, *clinic.presenters):
        raise forbidden("You present in this clinic; somebody else leads it.")
    last = _last_sign(clinic, now, context.known)
    free_at = last + c.GONE_AFTER
    if context.now < free_at:
        raise conflict(
            "facilitator-is-here",
            f"Something was heard of the facilitator at {last:%H:%M} UTC. Once they have been gone for "
            f"{c.GONE_AFTER.seconds // 60} minutes you can take over; until then, ask them to hand over.",
            free_at=free_at.isoformat(),
        )
    return [
        c.FacilitationTakenOver(
            community_id=clinic.community_id,
            clinic_id=clinic.id,
            from_id=now,
            facilitator_id=context.actor.id,
            last_sign=last,
            at=context.now,
        )
    ]


def _led(clinic: Clinic) -> Id:
    if clinic.status not in ("scheduled", "running") or clinic.facilitator_id is None:
        raise conflict("nobody-leads", f"This clinic is {clinic.status}; nobody leads it now.")
    return clinic.facilitator_id


def _last_sign(clinic: Clinic, facilitator: Id, looked: datetime | None) -> datetime:
    """When something was last heard of them: they looked, said something, led into a step, or took over themselves. Nobody is
    missed before the clinic's time."""
    assert clinic.starts is not None
    share = clinic.shares.get(facilitator, Share())
    begun = clinic.steps[clinic.step].starts_at if clinic.step else None
    signs = (looked, share.last_at, clinic.led_since, begun or clinic.starts.instant)
    return max(sign for sign in signs if sign is not None)

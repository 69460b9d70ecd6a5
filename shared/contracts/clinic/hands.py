"""Who would like to speak: raised hands, and whom the facilitator calls on. Hands go down when the step changes."""

from datetime import datetime

from shared.contracts.clinic.base import ClinicCommand, ClinicEvent
from shared.contracts.protocol import StepName
from shared.contracts.types import Id

__all__ = [
    "CallOn",
    "HandLowered",
    "HandRaised",
    "LowerHand",
    "MemberCalledOn",
    "RaiseHand",
]


class RaiseHand(ClinicCommand):
    """Ask to speak. Those who were heard least so far come first."""

    clinic_id: Id


class LowerHand(ClinicCommand):
    clinic_id: Id


class CallOn(ClinicCommand):
    """The facilitator gives somebody the floor: whoever raised a hand, or was not heard yet."""

    clinic_id: Id
    member_id: Id


class HandRaised(ClinicEvent):
    member_id: Id
    step: StepName
    at: datetime


class HandLowered(ClinicEvent):
    member_id: Id
    step: StepName
    at: datetime


class MemberCalledOn(ClinicEvent):
    """Somebody has the floor; their hand is down."""

    member_id: Id
    facilitator_id: Id
    """Who called on them."""
    step: StepName
    at: datetime

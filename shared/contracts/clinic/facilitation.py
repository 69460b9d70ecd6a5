"""Who leads the clinic, when it is no longer whoever was to."""

from datetime import datetime, timedelta

from shared.contracts.clinic.base import ClinicCommand, ClinicEvent
from shared.contracts.types import Id

__all__ = [
    "GONE_AFTER",
    "FacilitationHandedOver",
    "FacilitationTakenOver",
    "HandOver",
    "TakeOver",
]

GONE_AFTER = timedelta(minutes=5)
"""Without a sign of life for so long, a facilitator is taken to be gone. Looking at the clinic is one."""


class HandOver(ClinicCommand):
    """The facilitator lets somebody else lead: somebody who may lead clinics, or led this one before."""

    clinic_id: Id
    facilitator_id: Id


class TakeOver(ClinicCommand):
    """Lead a clinic whose facilitator is gone: for whoever may lead clinics, once nothing was heard of the facilitator for five
    minutes."""

    clinic_id: Id


class FacilitationHandedOver(ClinicEvent):
    """Somebody else leads from now on, by the wish of whoever led (or of a convener)."""

    from_id: Id
    facilitator_id: Id
    by: Id
    at: datetime


class FacilitationTakenOver(ClinicEvent):
    """Somebody else leads from now on, since the facilitator was gone."""

    from_id: Id
    facilitator_id: Id
    last_sign: datetime
    """When something was last heard of whoever led before."""
    at: datetime

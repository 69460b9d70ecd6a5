"""What in the clinics of a community waits for one member, and what is coming up."""

from typing import Literal

from shared.contracts.clinic.base import ClinicQuery
from shared.contracts.clinic.views.clinic import ClinicLine
from shared.contracts.pages import Told
from shared.contracts.types import Id, Value, When

__all__ = [
    "ClinicAgenda",
    "ClinicReason",
    "ClinicWaiting",
    "GetClinicAgenda",
]

type ClinicReason = Literal["called", "running", "report", "invited", "soon"]
"""Why a clinic waits for somebody: they have the floor; it runs; they are asked what really happened; they have not said
whether they come; it begins within a day."""


class GetClinicAgenda(ClinicQuery):
    """What in the clinics of a community waits for whoever asks, what is coming up, and which cases are open."""

    community_id: Id


class ClinicWaiting(Value):
    reason: ClinicReason
    clinic: ClinicLine
    at: When | None
    """When it begins; of a report, since when it is asked for."""


class ClinicAgenda(Told):
    waiting: tuple[ClinicWaiting, ...]
    """The most pressing first."""
    coming: tuple[ClinicLine, ...]
    """The next clinics that are later than within a day, the soonest first: those without invitations, and those where whoever
    asks is expected. Five at most."""
    open_cases: tuple[ClinicLine, ...]
    """Cases of others that have no time yet, the newest first: who has been there can say so. Five at most."""
    clinics: int
    """How many clinics the community has had so far, and has planned."""

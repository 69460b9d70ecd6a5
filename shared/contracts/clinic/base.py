"""What every contract of the clinic service has in common."""

from datetime import datetime
from typing import ClassVar

from shared.contracts.base import Command, Contribution, Event, Query
from shared.contracts.protocol import StepName
from shared.contracts.types import Id, Private

__all__ = [
    "DEFAULT_PROTOCOL",
    "ClinicCommand",
    "ClinicContribution",
    "ClinicEvent",
    "ClinicQuery",
]

DEFAULT_PROTOCOL = "case_clinic"


class ClinicCommand(Command):
    service: ClassVar[str] = "clinic"
    kind: ClassVar[str] = "clinic"


class ClinicEvent(Event):
    service: ClassVar[str] = "clinic"
    community_id: Id
    clinic_id: Id


class ClinicContribution(Contribution, ClinicEvent):
    """Something said in a clinic. Who and in which step is public; what was said is not."""

    revision: ClassVar[int] = 2
    contribution_id: Id
    member_id: Id
    step: StepName
    at: datetime
    text: Private[str]
    case_of: Id | None = None
    """Whose case it is about, where several people bring one; None where it is about the whole."""
    group: int | None = None
    """The group in which it was said, in a round of the groups."""


class ClinicQuery(Query):
    service: ClassVar[str] = "clinic"

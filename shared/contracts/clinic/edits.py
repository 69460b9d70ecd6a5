"""What becomes of a contribution while its step runs: "me too", other words, or taken back."""

from datetime import datetime

from shared.contracts.clinic.base import ClinicCommand, ClinicEvent
from shared.contracts.protocol import Kind, StepName
from shared.contracts.types import Id, Private, Text

__all__ = [
    "ContributionEdited",
    "ContributionWithdrawn",
    "EditContribution",
    "MeTooSaid",
    "MeTooTakenBack",
    "SayMeToo",
    "TakeBackMeToo",
    "WithdrawContribution",
]


class EditContribution(ClinicCommand):
    """Put one's own contribution in other words. Possible until its step ends."""

    clinic_id: Id
    contribution_id: Id
    text: Text
    story: bool | None = None
    """Of advice: whether it tells what one did oneself; without, as it was."""


class WithdrawContribution(ClinicCommand):
    """Take one's own contribution back. Possible until its step ends. Where others have answered, its place stays, empty."""

    clinic_id: Id
    contribution_id: Id


class SayMeToo(ClinicCommand):
    """Say of somebody else's contribution that one has the same question, experience or advice."""

    clinic_id: Id
    contribution_id: Id


class TakeBackMeToo(ClinicCommand):
    clinic_id: Id
    contribution_id: Id


class ContributionEdited(ClinicEvent):
    """A contribution has other words than before."""

    contribution_id: Id
    member_id: Id
    kind: Kind
    step: StepName
    at: datetime
    text: Private[str]
    story: bool = False


class ContributionWithdrawn(ClinicEvent):
    """Its author took a contribution back. Whoever keeps what was said forgets it."""

    contribution_id: Id
    member_id: Id
    kind: Kind
    step: StepName
    at: datetime


class MeTooSaid(ClinicEvent):
    contribution_id: Id
    member_id: Id
    at: datetime


class MeTooTakenBack(ClinicEvent):
    contribution_id: Id
    member_id: Id
    at: datetime

"""After the clinic: it is closed with a day for the follow-up, and what really happened is told."""

from datetime import datetime

from shared.contracts.clinic.base import ClinicCommand, ClinicEvent
from shared.contracts.types import Id, Private, Text, When


class CloseClinic(ClinicCommand):
    """End the clinic and set the day on which the community asks what really happened."""

    clinic_id: Id
    follow_up: When


class ReportFollowUp(ClinicCommand):
    """What really happened since."""

    clinic_id: Id
    text: Text


class ClinicClosed(ClinicEvent):
    """The clinic is over; `advisers` are those who gave advice, to be told one day what became of it."""

    presenter_id: Id
    facilitator_id: Id
    advisers: tuple[Id, ...]
    follow_up_at: datetime
    zone: str


class FollowUpReported(ClinicEvent):
    presenter_id: Id
    advisers: tuple[Id, ...]
    text: Private[str]

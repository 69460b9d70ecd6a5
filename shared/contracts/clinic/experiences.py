"""Before the clinic: who in the community has been there, that is, has an experience related to the case."""

from shared.contracts.clinic.base import ClinicCommand, ClinicEvent, ClinicQuery
from shared.contracts.pages import Pieces
from shared.contracts.types import Id, Line, Private

__all__ = [
    "ExperienceOffered",
    "ExperienceTakenBack",
    "ListOpenCases",
    "OfferExperience",
    "TakeBackExperience",
]


class OfferExperience(ClinicCommand):
    """Say "I have been there": you have a related experience that you could share. Said again, the new note counts."""

    clinic_id: Id
    note: Line | None = None
    """One line on what it was; those who belong to the community see it."""


class TakeBackExperience(ClinicCommand):
    """You have no related experience after all."""

    clinic_id: Id


class ExperienceOffered(ClinicEvent):
    """A member has a related experience; told again where they changed their note."""

    member_id: Id
    note: Private[str | None] = None


class ExperienceTakenBack(ClinicEvent):
    member_id: Id


class ListOpenCases(Pieces, ClinicQuery):
    """Cases whose clinics have not begun: those that wait for a time, by urgency, newest first; then the next to begin."""

    community_id: Id

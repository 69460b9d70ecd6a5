"""Before the clinic: who could facilitate, who is invited, and who is coming."""

from typing import Literal

from pydantic import Field

from shared.contracts.clinic.base import ClinicCommand, ClinicEvent
from shared.contracts.types import Id

__all__ = [
    "Answer",
    "AnswerInvitation",
    "FacilitatingOffered",
    "FacilitatingTakenBack",
    "InvitationAnswered",
    "InvitePeople",
    "OfferToFacilitate",
    "PeopleInvited",
    "PersonUninvited",
    "TakeBackFacilitating",
    "UninvitePerson",
]

type Answer = Literal["coming", "not_coming", "unknown"]
"""What somebody says to an invitation; unknown while they have not said."""


class OfferToFacilitate(ClinicCommand):
    """Offer to lead this clinic. Whoever schedules it chooses."""

    clinic_id: Id


class TakeBackFacilitating(ClinicCommand):
    """You can't lead this clinic after all."""

    clinic_id: Id


class InvitePeople(ClinicCommand):
    """Say who is expected, guests of the community as well. Then announcements and reminders go to those expected alone."""

    clinic_id: Id
    member_ids: tuple[Id, ...] = Field(min_length=1, max_length=100)


class UninvitePerson(ClinicCommand):
    clinic_id: Id
    member_id: Id


class AnswerInvitation(ClinicCommand):
    """Say whether you are coming; `unknown` takes back what you said."""

    clinic_id: Id
    answer: Answer


class FacilitatingOffered(ClinicEvent):
    member_id: Id


class FacilitatingTakenBack(ClinicEvent):
    member_id: Id


class PeopleInvited(ClinicEvent):
    """These are expected, beside those who were invited before."""

    member_ids: tuple[Id, ...]


class PersonUninvited(ClinicEvent):
    member_id: Id


class InvitationAnswered(ClinicEvent):
    member_id: Id
    answer: Answer

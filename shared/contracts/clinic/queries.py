"""What may be asked of the clinic service about clinics."""

from typing import Annotated

from pydantic import Field

from shared.contracts.clinic.base import ClinicQuery
from shared.contracts.pages import Pieces
from shared.contracts.types import Id

__all__ = [
    "GetClinic",
    "GetClinicBrief",
    "GetContributions",
    "GetFollowUpBrief",
    "ListClinics",
]


class GetClinic(ClinicQuery):
    """One clinic, for a member of its community."""

    clinic_id: Id


class ListClinics(Pieces, ClinicQuery):
    """The clinics of a community, newest first, without what was said in them."""

    community_id: Id


class GetContributions(ClinicQuery):
    """These of what was said in a clinic, as far as whoever asks sees them: for those who heard the events of them."""

    clinic_id: Id
    contribution_ids: Annotated[tuple[Id, ...], Field(max_length=100)] = ()


class GetClinicBrief(ClinicQuery):
    """What a letter about a clinic, or the visit it belongs to, needs; for notify and trips alone."""

    clinic_id: Id


class GetFollowUpBrief(ClinicQuery):
    """What the letters that follow a clinic tell one member: about their takeaways, and about the advice they gave. For
    notify alone."""

    clinic_id: Id
    member_id: Id

"""What may be asked of the clinic service about clinics."""

from shared.contracts.clinic.base import ClinicQuery
from shared.contracts.paging import Pieces
from shared.contracts.types import Id


class GetClinic(ClinicQuery):
    """One clinic, for a member of its community."""

    clinic_id: Id


class ListClinics(Pieces, ClinicQuery):
    """The clinics of a community, newest first, without what was said in them."""

    community_id: Id


class GetClinicBrief(ClinicQuery):
    """What a letter about a clinic, or the visit it belongs to, needs; for notify and trips alone."""

    clinic_id: Id


class GetFollowUpBrief(ClinicQuery):
    """What the letters that follow a clinic tell one member: about their takeaways, and about the advice they gave. For
    notify alone."""

    clinic_id: Id
    member_id: Id

"""What may be looked up about visits."""

from datetime import date
from typing import ClassVar

from shared.contracts.base import Query
from shared.contracts.types import Id


class TripsQuery(Query):
    service: ClassVar[str] = "trips"


class GetVisit(TripsQuery):
    """One visit, for whoever belongs to its community. A guest sees the stops they are invited to."""

    visit_id: Id


class CheckVisit(TripsQuery):
    """What would make a visit better, for its host and for those who look after the community."""

    visit_id: Id
    begins: date | None = None
    """The first day to check it for, where it has no time yet; today if none is given."""


class ListVisits(TripsQuery):
    community_id: Id


class GetVisitBrief(TripsQuery):
    """What a letter about a visit needs; for notify alone."""

    visit_id: Id
    member_id: Id | None = None
    """Who reads it: of a stop that is not shared with them, it says nothing."""

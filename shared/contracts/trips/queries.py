"""What may be looked up about visits."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from shared.contracts.base import Query
from shared.contracts.pages import Pieces
from shared.contracts.types import Id, Text

__all__ = [
    "CheckVisit",
    "GetVisit",
    "GetVisitBrief",
    "ListVisits",
    "SuggestVisits",
    "TripsQuery",
]


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


class ListVisits(Pieces, TripsQuery):
    """The visits of a community, newest first."""

    community_id: Id


class GetVisitBrief(TripsQuery):
    """What a letter about a visit needs; for notify alone."""

    visit_id: Id
    member_id: Id | None = None
    """Who reads it: of a stop that is not shared with them, it says nothing."""


class SuggestVisits(TripsQuery):
    """Visits that may help with a case: those in which its words occur, the best first, for members of their community."""

    community_id: Id
    text: Annotated[Text, StringConstraints(max_length=500)]
    """The case's title and question, or whatever else somebody looks for."""
    limit: Annotated[int, Field(ge=1, le=20)] = 3

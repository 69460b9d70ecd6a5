"""What in the visits of a community waits for one member, and what is coming up."""

from typing import Literal

from shared.contracts.pages import Told
from shared.contracts.trips.queries import TripsQuery
from shared.contracts.trips.views import VisitLine
from shared.contracts.types import Id, Value, When

__all__ = [
    "GetVisitAgenda",
    "HostingReason",
    "VisitAgenda",
    "VisitReason",
    "VisitWaiting",
]

type VisitReason = Literal["running", "offered", "soon", "trying", "complete"]
"""Why a visit waits for somebody: its day has begun; a seat is kept for them; it begins within a day; they are asked what came
of what they wanted to try; they host it, it is over, and what was learned is still to be said."""
type HostingReason = Literal["turn", "swap", "propose"]
"""Why hosting waits for somebody: it is their turn, if they like; somebody asks them to swap; they took the turn, and its visit
is still to be proposed."""


class GetVisitAgenda(TripsQuery):
    """What in the visits of a community waits for whoever asks, and what is coming up."""

    community_id: Id


class VisitWaiting(Value):
    reason: VisitReason
    visit: VisitLine
    at: When | None
    """When it begins; of an offered seat, until when it is kept; of what was to be tried, since when it is asked for."""


class VisitAgenda(Told):
    waiting: tuple[VisitWaiting, ...]
    """The most pressing first."""
    hosting: tuple[HostingReason, ...]
    coming: tuple[VisitLine, ...]
    """The next visits that are later than within a day, the soonest first; of a guest, those to which they are invited. Five at
    most."""
    sign_up_open: tuple[Id, ...]
    """Those of the visits coming up, with or without a time, that whoever asks could still sign up for."""
    visits: int
    """How many visits the community has had so far, and has planned."""

"""Hosting in turn: members offer their place, and a community's rota says whose turn it is."""

from datetime import datetime
from typing import ClassVar, Literal

from shared.contracts.base import Command, Event, derived_id
from shared.contracts.trips.programme import Mode
from shared.contracts.trips.queries import TripsQuery
from shared.contracts.types import Id, Line, Private, Value

__all__ = [
    "AcceptTurn",
    "AnswerSwap",
    "DeclineTurn",
    "GetHosting",
    "HostView",
    "HostingCommand",
    "HostingEvent",
    "HostingNews",
    "HostingView",
    "NoteHosting",
    "OfferPlace",
    "OfferSwap",
    "PlaceOffered",
    "PlaceWithdrawn",
    "ProposeTurn",
    "SwapDeclined",
    "SwapOffered",
    "TurnAccepted",
    "TurnDeclined",
    "TurnFreed",
    "TurnPlanned",
    "TurnProposed",
    "TurnsSwapped",
    "VisitDraft",
    "VisitHosted",
    "WithdrawPlace",
    "rota_id",
]

type HostingNews = Literal["proposed", "cancelled", "completed"]


class HostingCommand(Command):
    """About a community's rota; there is one of each community."""

    service: ClassVar[str] = "trips"
    kind: ClassVar[str] = "rota"
    community_id: Id

    def stream(self, actor: str, command_id: str) -> Id:
        return rota_id(self.community_id)


def rota_id(community_id: Id) -> Id:
    """The id of a community's rota."""
    return derived_id("rota", community_id)


class OfferPlace(HostingCommand):
    """Offer to host a visit at one's own place, or say anew what there is to say of it. It keeps its place in line."""

    practice: Line
    """What is practised there."""
    place: Line
    region: Line
    """Where in the world it is, as the community speaks of it: visits in turn do not go to one region twice in a row."""
    mode: Mode = "in_person"
    address: Line | None = None
    """Shown to whoever offers it, and in the visit that comes of it."""


class WithdrawPlace(HostingCommand):
    """Offer one's place no longer. A visit that was proposed already stays. An open turn goes to the next in line."""

    host_id: Id | None = None
    """Whose place, where Convene itself takes back that of somebody who left."""


class ProposeTurn(HostingCommand):
    """Ask whoever is next in line to host. Refused while somebody is being asked already."""


class AcceptTurn(HostingCommand):
    """Host the next visit. The next visit that the host proposes is that of this turn."""


class DeclineTurn(HostingCommand):
    """Not this time; no reason is needed, and in the next round the host is asked as if nothing had been.

    The next in line is asked at once. A turn that was accepted can be given back like this until its visit is proposed.
    """

    host_id: Id | None = None
    """Whose turn, where a facilitator or convener passes on the turn of somebody who does not answer."""


class OfferSwap(HostingCommand):
    """Ask another host to take the turn one is being asked to take; in return one takes theirs when it comes."""

    with_id: Id


class AnswerSwap(HostingCommand):
    """Take the turn that was offered in a swap, or leave it where it is. Whoever takes it has accepted it."""

    take: bool


class NoteHosting(HostingCommand):
    """What became of a visit; from the trips service alone."""

    visit_id: Id
    host_id: Id
    became: HostingNews
    at: datetime
    """When it took place, or when that became of it."""


class HostingEvent(Event):
    service: ClassVar[str] = "trips"
    community_id: Id
    host_id: Id


class PlaceOffered(HostingEvent):
    """A member would host a visit; the first time, or with something said anew."""

    mode: Mode
    at: datetime
    practice: Private[str]
    place: Private[str]
    region: Private[str]
    address: Private[str]
    """Empty where none was given."""


class PlaceWithdrawn(HostingEvent):
    pass


class TurnProposed(HostingEvent):
    """It is this host's turn, and they are asked whether they take it."""

    round: int
    """Rounds are counted for each community; one ends when somebody takes the turn, or nobody is left to be asked."""
    hosted: int
    """How often they have hosted."""
    last_hosted_at: datetime | None = None
    passed: tuple[Id, ...] = ()
    """Who was passed over, because the visit before went to their region. They are not passed over in the next round."""


class TurnAccepted(HostingEvent):
    round: int
    at: datetime


class TurnDeclined(HostingEvent):
    """They do not take the turn, or give back the one they had taken."""

    round: int


class SwapOffered(HostingEvent):
    with_id: Id


class SwapDeclined(HostingEvent):
    with_id: Id


class TurnsSwapped(HostingEvent):
    """`host_id` takes the turn of `with_id`, who will take theirs."""

    with_id: Id
    round: int
    at: datetime


class TurnPlanned(HostingEvent):
    """The host of a turn has proposed its visit."""

    visit_id: Id


class TurnFreed(HostingEvent):
    """The visit of a turn was cancelled: its host has not hosted, and is in line again."""

    visit_id: Id


class VisitHosted(HostingEvent):
    """A visit of this host took place, by whatever way it came about."""

    visit_id: Id
    at: datetime


class GetHosting(TripsQuery):
    """Who offers to host, in the order of their turns, and why in this order; for members of the community."""

    community_id: Id


class HostView(Value):
    """A place that is offered, and where its host stands."""

    host_id: Id
    practice: str
    place: str
    region: str
    mode: Mode
    address: str | None
    """Of one's own place alone."""
    hosted: int
    last_hosted_at: datetime | None
    why: str
    """Where they stand and why, to be read after their name: `has not hosted yet`."""


class VisitDraft(Value):
    """What there is to say of a visit already when its host proposes it."""

    title: str
    place: str
    mode: Mode
    address: str | None


class HostingView(Value):
    community_id: Id
    version: int
    """0 where nobody has offered a place or hosted yet."""
    line: tuple[HostView, ...]
    """Those who can be asked, the next one first."""
    hosting: tuple[HostView, ...]
    """Those who have taken a turn whose visit is still to come."""
    asked: Id | None
    """Whose turn it is now, where somebody is being asked."""
    swap_with: Id | None
    """Whom they ask to swap, if anybody."""
    draft: VisitDraft | None
    """For whoever asks, if they have taken a turn and not proposed its visit yet."""

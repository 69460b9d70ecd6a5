"""What people see of the sign-up for a visit: their own place and why; who comes; for those who look after it, all."""

from typing import Annotated

from pydantic import Field

from shared.contracts.trips.programme import MOST_STOPS
from shared.contracts.trips.queries import TripsQuery
from shared.contracts.trips.signup import OwnNeeds, SeatState, SignUpStatus
from shared.contracts.trips.views import Invitation
from shared.contracts.types import Id, Value, When

__all__ = [
    "GetGoing",
    "GetPlaceBrief",
    "GetSignUp",
    "GoingView",
    "GroupView",
    "Leg",
    "MyPlace",
    "PlaceBrief",
    "SignUpView",
    "SignedUpView",
    "StopBrief",
    "StopNumbers",
]


class GetSignUp(TripsQuery):
    """Sign-up as whoever asks may see it: their own place and why, who comes; for those who look after the visit, all."""

    visit_id: Id


class Leg(Value):
    """One stop on a group's way through the visit."""

    stop_id: Id
    turn: int = 1
    """Where groups go to a stop one after the other: which one this is,"""
    turns: int = 1
    """of how many."""
    begins: When | None = None
    ends: When | None = None


class GroupView(Value):
    number: int
    members: tuple[Id, ...]
    route: tuple[Leg, ...]
    """Its stops, in the order in which it comes to them."""


class StopNumbers(Value):
    """How many come to a stop: they change whenever somebody signs up or off."""

    stop_id: Id
    visitors: int
    guests: int
    at_once: int
    """How many visitors are there at the same time, at most."""
    capacity: int | None


class MyPlace(Value):
    """Somebody's own place."""

    state: SeatState
    place: Annotated[int, Field(ge=1)] | None = None
    """On the waiting list, from 1."""
    why: str
    """In words: what they have, why they wait, what happens next."""
    until: When | None = None
    """Until when an offered seat is kept."""
    group: int | None = None
    route: tuple[Leg, ...] = ()
    needs: OwnNeeds = OwnNeeds()
    question: str | None = None


class SignedUpView(Value):
    member_id: Id
    state: SeatState
    place: int | None = None
    attended: int
    group: int | None = None
    needs: OwnNeeds | None = None
    """For the host alone."""
    question: str | None = None


class SignUpView(Value):
    visit_id: Id
    version: int
    status: SignUpStatus
    seats: int | None
    seated: int
    offered: int
    waiting: int
    mine: MyPlace | None
    visitors: tuple[Id, ...]
    """Who has a seat, in the order in which they signed up."""
    questions: tuple[str, ...]
    """Prepared questions without names, where the host shares them."""
    questions_shared: bool = False
    """Whether all who come see them."""
    people: tuple[SignedUpView, ...]
    """Everybody, those with a seat first, then in the order of the waiting list; for those who look after the visit."""
    groups: tuple[GroupView, ...]
    """None where all go together."""
    numbers: tuple[StopNumbers, ...]
    """For those who look after the visit."""


class GetGoing(TripsQuery):
    """Who hears of a visit once people can sign up for it; for notify alone."""

    visit_id: Id


class GoingView(Value):
    opened: bool
    """Whether people could ever sign up; without that, all of the community hear of it."""
    host_id: Id
    seated: tuple[Id, ...]
    waiting: tuple[Id, ...]
    """Those who are offered a seat, too."""
    guests: tuple[Invitation, ...]


class GetPlaceBrief(TripsQuery):
    """What a letter about somebody's place, or about a stop, needs; for notify alone."""

    visit_id: Id
    member_id: Id
    stops: Annotated[tuple[Id, ...], Field(max_length=MOST_STOPS)] = ()


class StopBrief(Value):
    """A stop that the reader may see."""

    title: str
    begins: When | None
    skipped: bool
    reason: str | None = None
    """Why it is skipped."""


class PlaceBrief(Value):
    status: SignUpStatus
    mine: MyPlace | None
    reason: str | None
    """Why they were signed off, if they were."""
    stops: tuple[StopBrief, ...]

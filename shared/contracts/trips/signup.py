"""Sign-up for a visit: what may be asked, and what is told.

Seats that are free go to whoever asks first. Once there are none, people wait, and whoever was on fewer visits of the
community comes first; among equals, whoever signed up first. A seat that becomes free is offered, not given: whoever waited may
have other plans by now.
"""

from datetime import datetime
from typing import Literal

from shared.contracts.trips.commands import TripsCommand
from shared.contracts.trips.events import VisitEvent
from shared.contracts.trips.programme import People, Words
from shared.contracts.types import Id, Line, Private, Value

__all__ = [
    "ChangeSeats",
    "CloseSignUp",
    "GroupsChanged",
    "MemberSignedOff",
    "MemberSignedUp",
    "NeedsTold",
    "OpenSignUp",
    "OwnNeeds",
    "PassSeatOn",
    "PrepareQuestion",
    "QuestionPrepared",
    "QuestionsShared",
    "SeatOffered",
    "SeatState",
    "SeatTaken",
    "SeatsChanged",
    "ShareQuestions",
    "SignOff",
    "SignUp",
    "SignUpClosed",
    "SignUpOpened",
    "SignUpStatus",
    "SignedOffBy",
    "TakeSeat",
    "TellNeeds",
    "VisitAttended",
]

type SeatState = Literal["seated", "offered", "waiting"]
"""Offered: a seat is kept for them until they take it, decline it, or the time for it is over."""
type SignUpStatus = Literal["not_open", "open", "closed"]
type SignedOffBy = Literal["self", "host", "time", "leaving"]
"""Who gave the place up: they themselves, whoever looks after the visit, an offer's time, or their leaving the community."""


class OwnNeeds(Value):
    """What one person needs to take part. Shown to them and the host alone; others see numbers at most."""

    step_free: bool = False
    """They can't take stairs."""
    languages: Words = ()
    """Languages that they depend on."""
    diets: Words = ()
    other: Line | None = None
    """Whatever else the host should know."""


class OpenSignUp(TripsCommand):
    """Let members sign up, for so many seats. Refused without a guide. After closing: again, if with other seats."""

    visit_id: Id
    seats: People


class CloseSignUp(TripsCommand):
    """Nobody new can sign up. Seats stay, and one that becomes free is still offered to whoever waits."""

    visit_id: Id


class ChangeSeats(TripsCommand):
    """More or fewer seats. Fewer than are taken or offered is refused: nobody loses a seat without being told."""

    visit_id: Id
    seats: People


class ShareQuestions(TripsCommand):
    """Whether all who come see each other's prepared questions; without this, the host alone does."""

    visit_id: Id
    shared: bool = True


class SignUp(TripsCommand):
    """Sign up oneself: a seat if one is free, else a place on the waiting list."""

    visit_id: Id
    needs: OwnNeeds = OwnNeeds()
    question: Line | None = None
    """The question they prepare for the people of the place."""


class TellNeeds(TripsCommand):
    """Say anew what oneself needs."""

    visit_id: Id
    needs: OwnNeeds


class PrepareQuestion(TripsCommand):
    """Say anew which question oneself brings along; none takes it back."""

    visit_id: Id
    question: Line | None = None


class TakeSeat(TripsCommand):
    """Take the seat that was offered."""

    visit_id: Id


class SignOff(TripsCommand):
    """Give up one's seat, the offer of one, or one's place on the waiting list. A free seat is offered on at once.

    Whoever looks after the visit may do so for somebody else, and says why; they are told.
    """

    visit_id: Id
    member_id: Id | None = None
    reason: Line | None = None


class PassSeatOn(TripsCommand):
    """The time for an offer is over; from the trips service alone."""

    visit_id: Id
    offer_id: Id


class SignUpOpened(VisitEvent):
    seats: int


class SignUpClosed(VisitEvent):
    pass


class SeatsChanged(VisitEvent):
    seats: int
    before: int


class QuestionsShared(VisitEvent):
    shared: bool


class MemberSignedUp(VisitEvent):
    """Somebody has a seat, or waits for one."""

    member_id: Id
    state: SeatState
    number: int
    """Whoever signed up earlier has a smaller one."""
    attended: int
    """On how many visits of the community they were before."""
    needs: Private[OwnNeeds | None]
    question: Private[str | None]


class NeedsTold(VisitEvent):
    member_id: Id
    needs: Private[OwnNeeds | None]


class QuestionPrepared(VisitEvent):
    member_id: Id
    question: Private[str | None]


class SeatOffered(VisitEvent):
    """A seat is kept for somebody who waited, until then."""

    member_id: Id
    offer_id: Id
    until: datetime


class SeatTaken(VisitEvent):
    """Somebody who waited has a seat: they took the one they were offered, or there was no time left for an offer."""

    member_id: Id
    offer_id: Id | None = None


class MemberSignedOff(VisitEvent):
    """Somebody gave up their place, or lost it."""

    member_id: Id
    was: SeatState
    by: SignedOffBy
    offer_id: Id | None = None
    """The offer that is over with it."""
    reason: Private[str]


class GroupsChanged(VisitEvent):
    """Visitors go in so many groups, for some stop takes no more at once; who is in another group than before."""

    count: int
    changes: dict[Id, int]


class VisitAttended(VisitEvent):
    """Who took part in a visit that has taken place."""

    members: tuple[Id, ...]

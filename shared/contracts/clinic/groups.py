"""Several cases in one clinic: who brings them, the groups that help, and who is where in which round."""

from pydantic import Field

from shared.contracts.clinic.base import ClinicCommand, ClinicEvent
from shared.contracts.types import Id, Line, Private

__all__ = [
    "AddCase",
    "CaseAdded",
    "CaseWithdrawn",
    "GroupChanged",
    "GroupJoined",
    "GroupLeft",
    "GroupsFormed",
    "JoinClinic",
    "MoveToGroup",
    "NoteAbsence",
    "PresenterLeft",
    "PresenterReturned",
    "WithdrawCase",
]


class AddCase(ClinicCommand):
    """Bring a case of one's own to a clinic with several presenters, or put it in other words.

    Before the clinic starts; later only by presenters who have none yet.
    """

    clinic_id: Id
    title: Line
    question: Line


class WithdrawCase(ClinicCommand):
    """Take back the case one has added, before the clinic starts."""

    clinic_id: Id


class JoinClinic(ClinicCommand):
    """Come to a clinic that runs in groups: to the smallest group, or back to one's own.

    Facilitators may say it for somebody else. A presenter who had left presents again from now on.
    """

    clinic_id: Id
    member_id: Id | None = None


class NoteAbsence(ClinicCommand):
    """Somebody is not there, or leaves: facilitators say it of everybody, others of themselves.

    A presenter's rounds to come are then their groups' own time. Nobody else's way changes.
    """

    clinic_id: Id
    member_id: Id | None = None


class MoveToGroup(ClinicCommand):
    """The facilitator moves somebody to another group, while there are rounds to come."""

    clinic_id: Id
    member_id: Id
    group: int = Field(ge=1, le=100)


class CaseAdded(ClinicEvent):
    """A member presents a case of their own in this clinic, too; or has put it in other words."""

    presenter_id: Id
    title: Private[str]
    question: Private[str]


class CaseWithdrawn(ClinicEvent):
    presenter_id: Id


class GroupsFormed(ClinicEvent):
    """Who helps in which group, and who presents to which group in which round.

    `groups` are the members of group 1, group 2, ...; `rounds` has for each round the presenters with group 1, group 2, ...
    """

    groups: tuple[tuple[Id, ...], ...]
    rounds: tuple[tuple[Id, ...], ...]


class GroupJoined(ClinicEvent):
    """Somebody came late, or came back."""

    member_id: Id
    group: int


class GroupLeft(ClinicEvent):
    """Somebody is not there, or no longer."""

    member_id: Id
    group: int


class GroupChanged(ClinicEvent):
    """Somebody helps in another group from now on: of these presenters they hear again, or not at all."""

    member_id: Id
    from_group: int
    group: int
    hears_again: tuple[Id, ...] = ()
    misses: tuple[Id, ...] = ()


class PresenterLeft(ClinicEvent):
    """A presenter is not there, or no longer. Their rounds to come are their groups' own time."""

    presenter_id: Id
    heard: bool = True
    """Whether anything had been said about their case. Otherwise nobody asks them later what became of it."""


class PresenterReturned(ClinicEvent):
    presenter_id: Id

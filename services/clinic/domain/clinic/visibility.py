"""Whose case people work on in a step, in which group, and who sees what is said there. Pure."""

from collections.abc import Callable

from services.clinic.domain.clinic.records import Contribution, Place
from services.clinic.domain.clinic.state import Clinic
from shared.contracts.base import Id

FREE_ROUND = "The presenter of this round has left: the time is your group's own, to go on with what you have heard."


def is_another_case(place: Place, said: Contribution) -> bool:
    """Whether something was said about another case than the one that is worked on here."""
    return None not in (place.case_of, said.case_of) and place.case_of != said.case_of


def in_rounds(clinic: Clinic) -> bool:
    """Whether groups work now, or will again: what they say is theirs until then."""
    if clinic.rotation is None or clinic.current is None:
        return False
    to_come, skipped = clinic.plan[clinic.number(clinic.current.name) - 1 :], clinic.skipped
    return any(planned_step.in_groups and planned_step.name not in skipped for planned_step in to_come)


def sees(clinic: Clinic, viewer: Id, said: Contribution) -> bool:
    """Whether somebody sees what was said."""
    return eyes_of(clinic, viewer)(said)


def company_of(clinic: Clinic, viewer: Id) -> Callable[[Id], bool]:
    """Who is in the same room as somebody now: in a round those of their group, with its presenter; for whoever leads all."""
    current = clinic.current
    if clinic.rotation is None or current is None or not current.in_groups or viewer == clinic.facilitator_id:
        return lambda _: True
    group = clinic.place_of(current, viewer).group
    return lambda other: other == viewer or (group is not None and clinic.place_of(current, other).group == group)


def eyes_of(clinic: Clinic, viewer: Id) -> Callable[[Contribution], bool]:
    """Each group is to think for itself: until the rounds are over it sees what was said in it, and each presenter what was
    said about their case. The facilitator sees all, and afterwards everyone does."""
    rotation = clinic.rotation
    if rotation is None or viewer == clinic.facilitator_id or not in_rounds(clinic):
        return lambda _: True
    group = rotation.group_of(viewer)
    return lambda said: said.group in (None, group) or viewer in (said.member_id, said.case_of)

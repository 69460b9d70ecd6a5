"""Who gets the floor: a fair order for raised hands, in words, and how much was heard of everybody. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from services.clinic.domain.clinic.records import Share
from services.clinic.domain.clinic.state import Clinic
from shared.contracts.base import Id


class InLine(NamedTuple):
    """A raised hand and why it is in its place."""

    member_id: Id
    at: datetime
    reason: str


def in_order(hands: Mapping[Id, datetime], shares: Mapping[Id, Share]) -> list[InLine]:
    """Those heard least often so far first; among them, whoever raised a hand first."""
    raised = list(hands.items())

    def heard(member: Id) -> int:
        return shares.get(member, Share()).heard

    order = sorted(raised, key=lambda pair: (heard(pair[0]), pair[1]))  # stable: the same moment keeps their order
    line: list[InLine] = []
    for member, at in order:
        times = heard(member)
        tie = bool(line) and heard(line[-1].member_id) == times
        line.append(InLine(member, at, _said(times, tie)))
    return line


def _said(times: int, tie: bool) -> str:
    heard = _heard(times)
    return f"{heard}, and raised a hand later than the one before" if tie else heard


def _heard(times: int) -> str:
    match times:
        case 0:
            return "Not heard yet"
        case 1:
            return "Heard once so far"
        case 2:
            return "Heard twice so far"
        case _:
            return f"Heard {times} times so far"


def known_people(clinic: Clinic) -> Mapping[Id, Share]:
    """Everybody of whom it is known that they are there, with how much was heard of them."""
    return {member: clinic.shares.get(member, Share()) for member in _known(clinic)}


def _known(clinic: Clinic) -> Iterator[Id]:
    yield from clinic.presenters
    yield from clinic.people
    yield from clinic.shares
    yield from clinic.hands


def not_heard(clinic: Clinic) -> tuple[Id, ...]:
    """Those who are there and were not heard yet. Whoever leads has another part."""
    known = known_people(clinic).items()
    return tuple(member for member, share in known if not share.heard and member != clinic.facilitator_id)

"""The order of the waiting list, why somebody is where they are in it, and how long a seat is kept for them. Pure."""

from datetime import datetime, timedelta

from services.trips.domain.visit.signup import SignedUp, SignUp
from shared.contracts.types import Id

KEPT_FOR = timedelta(hours=24)
TOO_LATE_TO_ASK = timedelta(hours=1)


def offer_until(now: datetime, starts: datetime | None) -> datetime | None:
    """Until when a seat is kept: a day, but never longer than half the time that is left. None where it is too late to ask."""
    if starts is None:
        return now + KEPT_FOR
    left = starts - now
    return None if left <= TOO_LATE_TO_ASK else now + min(KEPT_FOR, left / 2)


def place_of(signing: SignUp, member: Id) -> int | None:
    """The place on the waiting list, from 1; None for whoever is not on it."""
    signed_up = signing.people.get(member)
    if signed_up is None or signed_up.state != "waiting":
        return None
    return 1 + sum(other.turn < signed_up.turn for other in _waiting(signing))


def why(signing: SignUp, member: Id) -> str:
    """In words: what they have, and why they wait."""
    person = signing.people[member]
    match person.state:
        case "seated":
            return "You have a seat."
        case "offered":
            return "A seat is kept for you. Take it, or sign off so that somebody else gets it."
        case "waiting":
            return _why_waiting(signing, person)


def _why_waiting(signing: SignUp, signed_up: SignedUp) -> str:
    ahead = [other for other in _waiting(signing) if other.turn < signed_up.turn]
    fewer = sum(other.attended < signed_up.attended for other in ahead)
    earlier = len(ahead) - fewer
    reasons = []
    if fewer:
        reasons.append(
            f"{fewer} who {'waits was' if fewer == 1 else 'wait were'} on fewer visits than you ({signed_up.attended}), "
            "which goes first"
        )
    if earlier:
        reasons.append(
            f"{earlier} who {'waits was' if earlier == 1 else 'wait were'} on as many, and signed up earlier"
        )
    told = "; ".join(reasons) or "the next seat that becomes free is offered to you"
    return f"You are {ordinal(len(ahead) + 1)} on the waiting list: {told}."


def _waiting(signing: SignUp) -> list[SignedUp]:
    return [other for other in signing.people.values() if other.state == "waiting"]


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    tail = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{tail}"

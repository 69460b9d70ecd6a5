"""The letters about somebody's place on a visit, and about its day: whether they are still wanted, and what they tell."""

from services.notify import messages
from services.notify.domain.delivery.state import Delivery
from services.notify.domain.message_kinds import Kind
from shared.contracts.trips import GetPlaceBrief, PlaceBrief, SeatState, VisitBrief
from shared.contracts.types import Id, When
from shared.runtime.ports import Ports

STOPS, CHANGE, BY, SEATS = "stops", "change", "by", "seats"
"""Facts of a message: ids of stops, what was done to them in words, who took a place away, how many seats there are."""
PLACES: dict[str, SeatState] = {Kind.SEAT_TAKEN: "seated", Kind.SEAT_WAITING: "waiting", Kind.SEAT_OFFERED: "offered"}
"""Letters that tell somebody which place is theirs, by that place."""
OF_STOPS = (Kind.DAY_CHANGED, Kind.STOP_SKIPPED)
LETTERS = (*PLACES, Kind.SEAT_LOST, Kind.SIGN_UP_OPENED, Kind.SIGN_UP_CLOSED, *OF_STOPS)
LOST = {"time": "The time for which it was kept is over.", "host": "Whoever looks after the visit signed you off."}


async def asked_of(delivery: Delivery, ports: Ports) -> PlaceBrief | None:
    """What the visit's owner lets such a letter tell its reader; None where it is another letter."""
    if delivery.letter not in LETTERS:
        return None
    stops: tuple[Id, ...] = tuple(delivery.facts.get(STOPS, "").split())
    query = GetPlaceBrief(visit_id=delivery.topic, member_id=delivery.member_id, stops=stops)
    return await ports.ask.query(query, PlaceBrief, token=ports.signer.own())


def why_unwanted(delivery: Delivery, brief: VisitBrief, place: PlaceBrief) -> str | None:
    """Why the reader need not hear of it any more; None while they do."""
    letter, mine = delivery.letter, place.mine
    reasons = (
        (brief.status in ("cancelled", "completed"), f"The visit is {brief.status}."),
        (letter in PLACES and (mine is None or mine.state != PLACES[letter]), "Their place is another one by now."),
        (letter == Kind.SEAT_LOST and mine is not None, "They have signed up again."),
        (letter == Kind.SIGN_UP_OPENED and mine is not None, "They are signed up already."),
        (letter == Kind.SIGN_UP_OPENED and place.status != "open", "Sign-up is closed again."),
        (letter == Kind.SIGN_UP_CLOSED and mine is None, "They are not signed up any more."),
        (letter == Kind.SIGN_UP_CLOSED and place.status != "closed", "Sign-up is open again."),
        (letter in OF_STOPS and not place.stops, "The stops are not there any more, or not theirs to see."),
        (letter == Kind.STOP_SKIPPED and not any(stop.skipped for stop in place.stops), "It takes place after all."),
    )
    return next((reason for unwanted, reason in reasons if unwanted), None)


def told(delivery: Delivery, place: PlaceBrief | None) -> dict[str, str | None]:
    """The facts that only such letters have."""
    if place is None:
        return {}
    mine = place.mine
    facts = {
        "why": mine.why if mine else None,
        "until": _clock(mine.until) if mine and mine.until else None,
        "group": str(mine.group) if mine and mine.group else None,
        "lost": LOST.get(delivery.facts.get(BY, "")),
        "seats": delivery.facts.get(SEATS),
        "change": delivery.facts.get(CHANGE),
        "stops": "\n".join(f"{_clock(stop.begins)}: {stop.title}" for stop in place.stops if stop.begins),
    }
    if delivery.letter == Kind.SEAT_LOST:
        facts |= {"reason": place.reason}
    if delivery.letter == Kind.STOP_SKIPPED:
        facts |= {"stop": place.stops[0].title, "reason": place.stops[0].reason}
    return facts


def _clock(when: When) -> str:
    """On the clock of the place: that is where the reader is, or will be."""
    return messages.moment(when.instant, when.zone)

"""Messages about somebody's place on a visit, and about its day. Pure."""

from collections.abc import Mapping
from typing import Any, ClassVar

from services.notify.domain.delivery import facts
from services.notify.domain.delivery.state import Delivery
from services.notify.domain.messages.message import Facts, Known, Line, Quote, translatable
from services.notify.domain.messages.moments import moment
from services.notify.domain.messages.topics import TopicMessage
from shared.contracts.trips import PlaceBrief, SeatState, VisitBrief
from shared.contracts.types import When

LOST = {"time": "The time for which it was kept is over.", "host": "Whoever looks after the visit signed you off."}


class PlaceMessage(TopicMessage):
    """About the reader's place on a visit: `PlaceBrief` says which that is when the message is written."""

    source = PlaceBrief
    title: Line

    @classmethod
    def why_unwanted(cls, delivery: Delivery, known: Known) -> str | None:
        visit, place = known.topic, known.source
        if not isinstance(visit, VisitBrief) or not isinstance(place, PlaceBrief):
            return None
        if visit.status in ("cancelled", "completed"):
            return f"The visit is {visit.status}."
        return cls.why_wrong(place)

    @classmethod
    def why_wrong(cls, place: PlaceBrief) -> str | None:
        """Why it does not fit the reader's place any more; None while it does."""
        return None

    @classmethod
    def told(cls, delivery: Delivery, known: Known, zone: str, names: Mapping[str, str]) -> Mapping[str, Any]:
        told = super().told(delivery, known, zone, names)
        return {**told, **cls.of_place(delivery, known.source)} if isinstance(known.source, PlaceBrief) else told

    @classmethod
    def of_place(cls, delivery: Delivery, place: PlaceBrief) -> Facts:
        mine = place.mine
        return {
            "why": mine.why if mine else None,
            "until": _clock(mine.until) if mine and mine.until else None,
            "group": str(mine.group) if mine and mine.group else None,
        }


class SignUpOpened(PlaceMessage):
    kind = "sign_up_opened"
    about = translatable("You can sign up for a visit")
    category = "announcements"
    place: Line
    seats: Line
    when: Line | None = None
    guide: Line | None = None
    host: Line | None = None

    @classmethod
    def why_wrong(cls, place: PlaceBrief) -> str | None:
        if place.mine is not None:
            return "They are signed up already."
        return "Sign-up is closed again." if place.status != "open" else None

    @classmethod
    def of_place(cls, delivery: Delivery, place: PlaceBrief) -> Facts:
        return {"seats": delivery.facts.get(facts.SEATS)}


class SignUpClosed(PlaceMessage):
    kind = "sign_up_closed"
    about = translatable("Nobody new can sign up for a visit")
    why: Line
    """Why the reader's place is as it is."""
    when: Line | None = None
    place: Line | None = None

    @classmethod
    def why_wrong(cls, place: PlaceBrief) -> str | None:
        if place.mine is None:
            return "They are not signed up any more."
        return "Sign-up is open again." if place.status != "closed" else None


class OwnPlaceMessage(PlaceMessage):
    """Tells somebody which place is theirs: wrong once it is another one."""

    state: ClassVar[SeatState]
    when: Line | None = None

    @classmethod
    def why_wrong(cls, place: PlaceBrief) -> str | None:
        if place.mine is None or place.mine.state != cls.state:
            return "Their place is another one by now."
        return None


class SeatTaken(OwnPlaceMessage):
    kind = "seat_taken"
    about = translatable("You have a seat")
    state = "seated"
    place: Line
    group: Line | None = None


class SeatWaiting(OwnPlaceMessage):
    kind = "seat_waiting"
    about = translatable("You wait for a seat")
    state = "waiting"
    why: Line
    place: Line | None = None


class SeatOffered(OwnPlaceMessage):
    kind = "seat_offered"
    about = translatable("A seat is kept for you")
    state = "offered"
    place: Line
    until: Line


class SeatLost(PlaceMessage):
    kind = "seat_lost"
    about = translatable("You no longer have a place")
    lost: Line
    """Why they have no place any more."""
    when: Line | None = None
    reason: Quote | None = None

    @classmethod
    def why_wrong(cls, place: PlaceBrief) -> str | None:
        return "They have signed up again." if place.mine is not None else None

    @classmethod
    def of_place(cls, delivery: Delivery, place: PlaceBrief) -> Facts:
        return {"lost": LOST.get(delivery.facts.get(facts.SIGNED_OFF_BY, "")), "reason": place.reason}


class StopMessage(PlaceMessage):
    """About stops of the day."""

    @classmethod
    def why_wrong(cls, place: PlaceBrief) -> str | None:
        return None if place.stops else "The stops are not there any more, or not theirs to see."


class DayChanged(StopMessage):
    kind = "day_changed"
    about = translatable("The day of a visit changed")
    change: Line
    """What became of the stops."""
    stops: Quote
    """When each of them begins now."""

    @classmethod
    def of_place(cls, delivery: Delivery, place: PlaceBrief) -> Facts:
        stops = "\n".join(f"{_clock(stop.begins)}: {stop.title}" for stop in place.stops if stop.begins)
        return {"change": delivery.facts.get(facts.CHANGE), "stops": stops}


class StopSkipped(StopMessage):
    kind = "stop_skipped"
    about = translatable("A stop of a visit is skipped")
    stop: Line
    reason: Quote | None = None

    @classmethod
    def why_wrong(cls, place: PlaceBrief) -> str | None:
        if place.stops and not any(stop.skipped for stop in place.stops):
            return "It takes place after all."
        return super().why_wrong(place)

    @classmethod
    def of_place(cls, delivery: Delivery, place: PlaceBrief) -> Facts:
        return {"stop": place.stops[0].title, "reason": place.stops[0].reason}


def _clock(when: When) -> str:
    """On the clock of the place: that is where the reader is, or will be."""
    return moment(when.instant, when.zone)

"""A trip as its page and its keepsake tell it: what is kept by stop, and a picture of its time."""

from dataclasses import dataclass

from services.gateway.web.timeline import READABLE, WIDTH
from shared.contracts import trips as t
from shared.contracts.types import Id

WORDS = {"practice": "with practitioners at work", "room": "in a room", "other": "other"}
SAID = {
    "tried": "tried",
    "adapted": "adapted",
    "not_tried": "not tried",
    "helped": "it helped",
    "did_not_help": "it did not help",
    "too_early": "too early to tell",
}


@dataclass(frozen=True)
class Bar:
    """One stop in the picture."""

    number: int
    sort: t.Sort
    x: float
    width: float

    @property
    def readable(self) -> bool:
        return self.width >= READABLE

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Kept:
    """What is kept of one stop; of the whole visit where there is none."""

    stop: t.TripStop | None
    number: int
    memories: tuple[t.MemoryView, ...]


class Trip:
    """A trip with the names of its people."""

    def __init__(self, view: t.TripView, names: dict[Id, str], me: Id = "") -> None:
        self.view = view
        self._names = names
        self._me = me

    def name(self, member: Id) -> str:
        return "You" if member == self._me else self._names.get(member, "A former member")

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The stops one after the other, as wide as they were long; those whose length nobody knows are not drawn."""
        long = sum(one.minutes for one in self.view.stops)
        bars, x = [], 0.0
        for number, one in enumerate(self.view.stops, 1):
            if one.minutes:
                width = one.minutes * WIDTH / long
                bars.append(Bar(number, one.sort, round(x, 1), round(width, 1)))
                x += width
        return tuple(bars)

    @property
    def balance(self) -> str:
        return f"{self.view.practice_minutes} minutes with practitioners at work, {self.view.room_minutes} minutes in a room"

    @property
    def words(self) -> str:
        """The picture in words, for those who don't see it."""
        stops = (
            f"{number}. {one.title}: {one.minutes or 'unknown'} minutes, {WORDS[one.sort]}"
            for number, one in enumerate(self.view.stops, 1)
        )
        return f"{self.balance}. {'; '.join(stops)}."

    @property
    def kept(self) -> tuple[Kept, ...]:
        """What is kept, in the order of the stops; what belongs to none, or to one that is gone, at the end."""
        known = {one.stop_id for one in self.view.stops}
        groups = [
            Kept(stop, number, tuple(one for one in self.view.memories if one.stop_id == stop.stop_id))
            for number, stop in enumerate(self.view.stops, 1)
        ]
        rest = tuple(one for one in self.view.memories if one.stop_id not in known)
        return (*groups, Kept(None, 0, rest))

    @property
    def to_keep(self) -> "Trip":
        """Without the photos that not all on them agreed to: what is taken away can't be hidden any more."""
        shown = tuple(one for one in self.view.memories if one.shown)
        return Trip(self.view.model_copy(update={"memories": shown}), self._names)


def outcome(memory: t.MemoryView) -> str:
    """What became of something somebody wanted to try, in words; empty while they have not told."""
    if memory.done is None:
        return ""
    return ", ".join(SAID[word] for word in (memory.done, memory.result) if word)

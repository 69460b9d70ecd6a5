"""Does the events stream still go on where this service knew it? It can be made anew, and it can be put back.

After a power cut, or with an old volume, a stream has its old name and age, and fewer messages; what comes then gets numbers
that others had before. So numbers mean something within one *generation* alone, and each generation says from where on it
differs from the one before. A position is kept with the generation it belongs to.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple

MOST_PLACES = 64
MOST_CUTS = 200


class Place(NamedTuple):
    """A message of the stream: its number, in which generation, and which event it is."""

    generation: int
    seq: int
    id: str


class Cut(NamedTuple):
    """From this generation on, what has a number after `seq` is another message than before."""

    generation: int
    seq: int
    at: str = ""
    known: int = 0
    """The newest number that was known until then."""
    anew: bool = False
    """Whether it is another stream, made in the old one's place, rather than the old one put back."""


@dataclass(frozen=True)
class Known:
    """What a service knows of the stream."""

    made: str = ""
    generation: int = 0
    cuts: tuple[Cut, ...] = ()
    places: tuple[Place, ...] = ()
    """Newest first; the further back, the fewer."""

    @property
    def epoch(self) -> str:
        """Tells this generation of the stream from all others, in few characters."""
        return f"{int(datetime.fromisoformat(self.made).timestamp() * 1_000_000) + self.generation:x}"

    def reach(self, generation: int) -> float:
        """Up to which number a position of that generation means the same today."""
        return min((cut.seq for cut in self.cuts if cut.generation > generation), default=float("inf"))

    def holds(self, place: Place) -> bool:
        return place.seq <= self.reach(place.generation)

    def noting(self, places: Iterable[Place]) -> "Known":
        """With these places besides, as far as they still mean something."""
        by_number = {place.seq: place for place in (*self.places, *places) if self.holds(place)}
        newest_first = sorted(by_number.values(), key=lambda place: -place.seq)
        return replace(self, places=tuple(spaced(newest_first)))

    def cut_after(self, seq: int, anew: bool = False) -> "Known":
        """The next generation: what was known after this number is gone."""
        newest = self.places[0].seq if self.places else 0
        cut = Cut(self.generation + 1, seq, datetime.now(UTC).isoformat(timespec="seconds"), newest, anew)
        return replace(self, generation=cut.generation, cuts=(*self.cuts, cut)[-MOST_CUTS:]).noting(())


def spaced(places: Sequence[Place]) -> list[Place]:
    """Fewer places, newest first: the further back, the wider apart, so that few of them reach far."""
    kept = list(places[:2])
    for number, place in enumerate(places[2:], 2):
        is_last = number + 1 == len(places)
        # Left out where the next one is still less than twice as far back as the last one that was kept.
        if is_last or places[0].seq - places[number + 1].seq > 2 * (places[0].seq - kept[-1].seq):
            kept.append(place)
    return [*kept[: MOST_PLACES - 1], kept[-1]] if len(kept) > MOST_PLACES else kept

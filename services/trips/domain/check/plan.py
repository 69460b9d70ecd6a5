"""What the check looks at: a visit's programme in time, and what all its concerns ask of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.trips.domain.visit.placement import Placed
from shared.contracts.trips.programme import Concern, Finding, Mode, Needs, Person, Severity, StopKind
from shared.contracts.types import Id

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Plan:
    """A visit as it is planned so far. `visitors` is None where nobody said how many."""

    stops: tuple[Placed, ...]
    place: str
    mode: Mode = "in_person"
    guide: str | None = None
    people: tuple[Person, ...] = ()
    visitors: int | None = None
    needs: Needs = field(default_factory=Needs)

    def of_kind(self, *kinds: StopKind) -> list[Placed]:
        return [stop for stop in self.stops if stop.stop.kind in kinds]

    @property
    def kinds_known(self) -> bool:
        return all(stop.stop.kind for stop in self.stops)

    @property
    def timed(self) -> list[Placed]:
        """The stops whose beginning is known, in the order of time."""
        return sorted((stop for stop in self.stops if stop.begins is not None), key=_beginning)

    def minutes(self, stops: Sequence[Placed]) -> int:
        """How long these stops take together. One whose end nobody told is taken to last until the next one of its day."""
        return sum(self._minutes(stop) for stop in stops)

    def _minutes(self, placed: Placed) -> int:
        if placed.stop.minutes is not None:
            return placed.stop.minutes
        if placed.begins is None:
            return 0
        ends = placed.ends
        if ends is None:
            later = [
                other.begins
                for other in self.stops
                if other.begins is not None and other.begins > placed.begins and other.stop.day == placed.stop.day
            ]
            ends = min(later, default=placed.begins)
        return (ends - placed.begins) // MINUTE

    def where(self, placed: Placed) -> str:
        return placed.stop.at or self.place

    def together(self, placed: Placed, other: Placed) -> bool:
        """Whether two stops are in one place, so that somebody could be at both."""
        return self.mode != "online" and same(self.where(placed), self.where(other))

    def names_at(self, placed: Placed) -> dict[str, str]:
        """Who is there, by their names as compared. Where nobody is named for a tour or practice at work, the guide is."""
        names = placed.stop.who
        if not names and self.guide and placed.stop.kind in ("practice", "tour"):
            names = (self.guide,)
        return {key(name): name for name in names}


def _beginning(placed: Placed) -> datetime:
    assert placed.begins is not None
    return placed.begins


def key(name: str) -> str:
    """A name or place without what people write one way here and another way there."""
    return " ".join(name.split()).casefold()


def same(name: str, other: str) -> bool:
    return key(name) == key(other)


def titles(stops: Sequence[Placed]) -> str:
    """Stops by name, as in a sentence."""
    return listed([f"“{stop.stop.title}”" for stop in stops])


def listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def finding(
    concern: Concern, what: str, why: str, stops: Sequence[Placed] = (), severity: Severity = "advice"
) -> Finding:
    ids: tuple[Id, ...] = tuple(stop.id for stop in stops)
    return Finding(concern=concern, severity=severity, what=what, why=why, stops=ids)

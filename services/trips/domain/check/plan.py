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
        return [one for one in self.stops if one.stop.kind in kinds]

    @property
    def kinds_known(self) -> bool:
        return all(one.stop.kind for one in self.stops)

    @property
    def timed(self) -> list[Placed]:
        """The stops whose beginning is known, in the order of time."""
        return sorted((one for one in self.stops if one.begins is not None), key=_beginning)

    def minutes(self, stops: Sequence[Placed]) -> int:
        """How long these stops take together. One whose end nobody told is taken to last until the next one of its day."""
        return sum(self._minutes(one) for one in stops)

    def _minutes(self, one: Placed) -> int:
        if one.stop.minutes is not None:
            return one.stop.minutes
        if one.begins is None:
            return 0
        ends = one.ends
        if ends is None:
            later = [
                other.begins
                for other in self.stops
                if other.begins is not None and other.begins > one.begins and other.stop.day == one.stop.day
            ]
            ends = min(later, default=one.begins)
        return (ends - one.begins) // MINUTE

    def where(self, one: Placed) -> str:
        return one.stop.at or self.place

    def together(self, one: Placed, other: Placed) -> bool:
        """Whether two stops are in one place, so that somebody could be at both."""
        return self.mode != "online" and same(self.where(one), self.where(other))

    def names_at(self, one: Placed) -> dict[str, str]:
        """Who is there, by their names as compared. Where nobody is named for a tour or practice at work, the guide is."""
        names = one.stop.who
        if not names and self.guide and one.stop.kind in ("practice", "tour"):
            names = (self.guide,)
        return {key(name): name for name in names}


def _beginning(one: Placed) -> datetime:
    assert one.begins is not None
    return one.begins


def key(name: str) -> str:
    """A name or place without what people write one way here and another way there."""
    return " ".join(name.split()).casefold()


def same(one: str, other: str) -> bool:
    return key(one) == key(other)


def titles(stops: Sequence[Placed]) -> str:
    """Stops by name, as in a sentence."""
    return listed([f"“{one.stop.title}”" for one in stops])


def listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def finding(
    concern: Concern, what: str, why: str, stops: Sequence[Placed] = (), severity: Severity = "advice"
) -> Finding:
    ids: tuple[Id, ...] = tuple(one.id for one in stops)
    return Finding(concern=concern, severity=severity, what=what, why=why, stops=ids)

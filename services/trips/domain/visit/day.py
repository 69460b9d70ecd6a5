"""What a visit remembers of its day, and what follows from it: where it is, who is accounted for. Pure."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from services.trips.domain.visit.placement import Placed
from shared.contracts import trips as c
from shared.contracts.types import Id
from shared.domain.collections import Shelf


class Seen(BaseModel):
    """What was last known of somebody at a stop."""

    model_config = ConfigDict(frozen=True)

    presence: c.Presence
    taken_at: datetime


class Day(BaseModel):
    """The day so far."""

    model_config = ConfigDict(frozen=True)

    started_at: datetime | None = None
    roll: Shelf[str, Seen] = Shelf()
    """By stop and member."""
    last: Shelf[Id, Seen] = Shelf()
    """By member: what was seen last, wherever it was."""
    skipped: dict[Id, str] = {}
    """By stop, why it was skipped."""
    left: dict[Id, tuple[int, ...]] = {}
    """By stop, which groups went on from it; 0 stands for all."""
    late: dict[Id, int] = {}
    """By stop, by how many minutes it was moved on the day."""
    notes: tuple[c.GuideNote, ...] = ()

    def seen(self, stop: Id, member: Id) -> Seen | None:
        return self.roll.get(_key(stop, member))

    def is_news(self, stop: Id, member: Id, seen: Seen) -> bool:
        """Whether this says anything that was not known: what was seen earlier than what is known does not."""
        known = self.seen(stop, member)
        if known is None or seen.taken_at > known.taken_at:
            return True
        return seen.taken_at == known.taken_at and seen.presence != known.presence

    def noting(self, stop: Id, member: Id, seen: Seen) -> "Day":
        before = self.last.get(member)
        last = self.last if before is not None and before.taken_at > seen.taken_at else self.last.put(member, seen)
        return self.model_copy(update={"roll": self.roll.put(_key(stop, member), seen), "last": last})

    def accounted(self, stop: Id, member: Id) -> bool:
        """Whether they are at this stop, or were last known not to come along."""
        here, last = self.seen(stop, member), self.last.get(member)
        return (here is not None and here.presence == "present") or (last is not None and last.presence != "present")

    def came(self) -> set[Id]:
        """Who was seen at some stop."""
        return {_member(key) for key, seen in self.roll.items() if seen.presence != "absent"}

    def has_left(self, stop: Id, group: int | None = None) -> bool:
        gone = self.left.get(stop, ())
        return 0 in gone or (group is not None and group in gone)


def _key(stop: Id, member: Id) -> str:
    return f"{stop}/{member}"


def _member(key: str) -> Id:
    return key.partition("/")[2]


def now_and_next(placed: Sequence[Placed], day: Day, now: datetime) -> tuple[Placed | None, Placed | None]:
    """The stop that runs and the one after it. A stop runs from its beginning until it is left or the next one begins."""
    coming = [
        this_placed for this_placed in placed if this_placed.begins is not None and this_placed.id not in day.skipped
    ]
    coming.sort(key=lambda placed: placed.begins or now)
    begun = [placed for placed in coming if placed.begins is not None and placed.begins <= now]
    current = begun[-1] if begun and not day.has_left(begun[-1].id) else None
    following = next((placed for placed in coming if placed.begins is not None and placed.begins > now), None)
    return current, following

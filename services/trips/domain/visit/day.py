"""What a visit remembers of its day: who was seen where, what was left, skipped or moved. Pure."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

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

"""A trip as its page and its keepsake tell it: what is kept by stop, and a picture of its time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.gateway.i18n.gettext import _, gettext
from services.gateway.web.visits.labels import DONE, RESULTS
from services.gateway.web.visits.picture import Balance, Spell, in_words
from shared.contracts import trips as t
from shared.contracts.types import Id


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
        return _("You") if member == self._me else self._names.get(member, _("A former member"))

    @property
    def balance(self) -> Balance:
        return Balance(self.view.practice_minutes, self.view.room_minutes)

    @property
    def spells(self) -> tuple[Spell, ...]:
        return tuple(self._spells())

    def _spells(self) -> Iterator[Spell]:
        for number, stop in enumerate(self.view.stops, 1):
            into = self._into(stop)
            day = into // (24 * 60) + 1 if into is not None else 1
            yield Spell(number, stop.title, stop.sort, day, into, stop.minutes)

    def _into(self, stop: t.TripStop) -> int | None:
        """Minutes after midnight of the first day, on the clocks on which the visit began."""
        starts = self.view.starts
        if starts is None or stop.begins is None:
            return None
        there = stop.begins.instant.astimezone(ZoneInfo(starts.zone)).replace(tzinfo=None)
        return (there - datetime.combine(starts.local.date(), time())) // timedelta(minutes=1)

    @property
    def words(self) -> str:
        return in_words(self.spells, self.balance)

    @property
    def kept(self) -> tuple[Kept, ...]:
        """What is kept, in the order of the stops; what belongs to none, or to one that is gone, at the end."""
        known = {stop.stop_id for stop in self.view.stops}
        groups = [
            Kept(stop, number, tuple(memory for memory in self.view.memories if memory.stop_id == stop.stop_id))
            for number, stop in enumerate(self.view.stops, 1)
        ]
        rest = tuple(memory for memory in self.view.memories if memory.stop_id not in known)
        return (*groups, Kept(None, 0, rest))

    @property
    def mine_to_try(self) -> tuple[t.MemoryView, ...]:
        """What whoever looks said they will try."""
        return tuple(
            memory for memory in self.view.memories if memory.what == "trying" and memory.member_id == self._me
        )

    @property
    def to_keep(self) -> "Trip":
        """Without the photos that not all on them agreed to: what is taken away can't be hidden any more."""
        shown = tuple(memory for memory in self.view.memories if memory.shown)
        return Trip(self.view.model_copy(update={"memories": shown}), self._names)


def outcome(memory: t.MemoryView) -> str:
    """What became of something somebody wanted to try, in words; empty while they have not told."""
    if memory.done is None:
        return ""
    done = gettext(DONE[memory.done])
    if memory.result is None:
        return done
    return _("{done}, {result}").format(done=done, result=gettext(RESULTS[memory.result]))

"""The way of each group through the stops, so that none takes more visitors than it has room for. Pure.

Where all go together there is one group, and its way is the programme. Otherwise, in the order of the programme:
- stops of one place that follow each other and have too little room are gone round: each group begins at another one of them;
- stops at the same time are there for different groups, which change places at the next such stops;
- where several groups come to a stop at the same time and have no room in it together, they go one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from services.trips.domain.check.plan import MINUTE, same
from services.trips.domain.visit.placement import Placed
from shared.contracts import trips as c
from shared.contracts.types import When

SHOWN: tuple[c.StopKind | None, ...] = (None, "practice", "tour", "conversation", "presentation")
"""Kinds that can be gone round: a meal, a way, a case or the reflection of the day has its place in it."""


@dataclass(frozen=True)
class Step:
    """A group at a stop."""

    stop: Placed
    begins: datetime | None
    ends: datetime | None
    turn: int = 1
    turns: int = 1


def ways(stops: Sequence[Placed], sizes: Sequence[int], place: str) -> list[list[Step]]:
    """Each group's way, by the sizes of the groups. `place` is where stops are that name no other."""
    if len(sizes) == 1:
        return [[Step(stop, stop.begins, stop.ends) for stop in stops]]
    found: list[list[Step]] = [[] for _ in sizes]
    parallels = 0
    for together in _rounds(_in_time(stops), sum(sizes), place):
        if len(together) == 1:
            at_once = together[0]
            _shared_out(found, at_once, at_once, parallels, sizes)
            parallels += len(at_once) > 1
            continue
        round_of = [placed for at_once in together for placed in at_once]
        for slot, at in enumerate(round_of):
            _shared_out(found, round_of, [at] * len(round_of), slot, sizes)
    return [_in_one_place_at_a_time(way) for way in found]


def _shared_out(
    found: list[list[Step]], stops: Sequence[Placed], slots: Sequence[Placed], by: int, sizes: Sequence[int]
) -> None:
    """Each group goes to one of these stops, in the time of its slot: the next one for each next group, beginning `by` later.

    Those who come to one stop are there together where it has room, else one after the other.
    """
    for place, (stop, slot) in enumerate(zip(stops, slots, strict=True)):
        groups = [group for group in range(len(sizes)) if (group + by) % len(stops) == place]
        capacity = stop.stop.capacity
        turns = 1 if capacity is None or sum(sizes[group] for group in groups) <= capacity else len(groups)
        for number, group in enumerate(groups):
            turn = number if turns > 1 else 0
            found[group].append(Step(stop, *_part(slot, turn, turns), turn + 1, turns))


def _in_time[T: (Placed, Step)](things: Sequence[T]) -> list[T]:
    """In the order of their beginnings; one that has none yet stays behind whatever is before it."""
    keyed: list[tuple[datetime, T]] = []
    last = datetime.min.replace(tzinfo=UTC)
    for thing in things:
        last = thing.begins or last
        keyed.append((last, thing))
    return [name for _, name in sorted(keyed, key=lambda pair: pair[0])]


def _rounds(stops: Sequence[Placed], visitors: int, place: str) -> list[list[list[Placed]]]:
    """The programme in pieces: stops at one time, or several of these that are gone round."""
    rounds: list[list[list[Placed]]] = []
    for stop in stops:
        if rounds and len(rounds[-1]) == 1 and _at_once(rounds[-1][0][0], stop):
            rounds[-1][0].append(stop)
        elif rounds and _goes_round(rounds[-1][-1], stop, visitors, place):
            rounds[-1].append([stop])
        else:
            rounds.append([[stop]])
    return rounds


def _at_once(placed: Placed, other: Placed) -> bool:
    """Whether the shorter of two stops lies, for the better part, in the time of the other."""
    if placed.begins is None or other.begins is None or placed.ends is None or other.ends is None:
        return placed.begins is not None and placed.begins == other.begins
    both = min(placed.ends, other.ends) - max(placed.begins, other.begins)
    return 2 * both > min(placed.ends - placed.begins, other.ends - other.begins) or placed.begins == other.begins


def _goes_round(before: Sequence[Placed], other: Placed, visitors: int, place: str) -> bool:
    placed = before[-1]
    return (
        len(before) == 1
        and _small(placed, visitors)
        and _small(other, visitors)
        and placed.stop.day == other.stop.day
        and placed.zone == other.zone
        and same(placed.stop.at or place, other.stop.at or place)
        and placed.ends is not None
        and other.begins is not None
        and placed.ends <= other.begins
    )


def _small(placed: Placed, visitors: int) -> bool:
    capacity = placed.stop.capacity
    moves = placed.stop.kind in SHOWN and not placed.stop.fixed and placed.clinic is None
    return moves and capacity is not None and capacity < visitors


def _part(slot: Placed, turn: int, turns: int) -> tuple[datetime | None, datetime | None]:
    if turns == 1:
        return slot.begins, slot.ends
    if slot.begins is None or slot.ends is None:
        return (slot.begins if turn == 0 else None), None
    minutes = (slot.ends - slot.begins) // MINUTE
    begins = slot.begins + MINUTE * (minutes * turn // turns)
    return begins, slot.begins + MINUTE * (minutes * (turn + 1) // turns)


def _in_one_place_at_a_time(way: Sequence[Step]) -> list[Step]:
    """In the order of time; whoever goes on to the next stop has left the one before."""
    order = _in_time(way)
    cut = []
    for number, step in enumerate(order):
        following = next((later.begins for later in order[number + 1 :] if later.begins is not None), None)
        ends = step.ends if step.ends is None or following is None else min(step.ends, following)
        cut.append(replace(step, ends=ends))
    return cut


def legs(way: Sequence[Step]) -> tuple[c.Leg, ...]:
    """A way as people see it, on the clocks of each place."""
    return tuple(
        c.Leg(
            stop_id=step.stop.id,
            turn=step.turn,
            turns=step.turns,
            begins=When.of(step.begins, step.stop.zone) if step.begins else None,
            ends=When.of(step.ends, step.stop.zone) if step.ends else None,
        )
        for step in way
    )

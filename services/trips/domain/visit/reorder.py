"""Moves stops, and whole programmes, so that their order and gaps stay. Pure."""

from collections.abc import Sequence
from datetime import timedelta

from services.trips.domain.visit.placement import DAY, Kept, minutes_into, on_day, own_length, starting
from shared.contracts.trips.programme import Stop
from shared.contracts.types import Id


def shifted(stops: Sequence[Kept], by: timedelta) -> tuple[Stop, ...]:
    """Every stop that has a start begins that much later, or earlier; `Refusal` where the days would become too many."""
    into = [minutes_into(stop.stop) for stop in stops]
    earliest = min((length + by for length in into if length is not None), default=timedelta(0))
    days_back = min(0, earliest // DAY)
    moved = [None if length is None else length + by - DAY * days_back for length in into]
    return tuple(
        kept.stop.model_copy(update={"day": on_day(kept.stop.day - days_back)})
        if at is None
        else starting(kept.stop, at)
        for kept, at in zip(stops, moved, strict=True)
    )


def reordered(stops: Sequence[Kept], stop_id: Id, before: Id | None) -> tuple[Kept, ...]:
    """The programme with one stop in another place, and the times that follow from it."""
    moving = next(stop for stop in stops if stop.id == stop_id)
    old = stops.index(moving)
    order = put(stops, moving, before)
    new = order.index(moving)
    low, high = min(old, new), max(old, new)
    passed = stops[low : high + 1]
    after = [
        stop for stop in stops[high + 1 : high + 2] if stop.stop.day == moving.stop.day and stop.stop.start is not None
    ]
    if in_turn([*passed, *after]):
        return (*order[:low], *_packed(passed, order[low : high + 1], after), *order[high + 1 :])
    beside = order[new + 1] if new + 1 < len(order) else order[new - 1] if new else moving
    if moving.stop.start is None and beside.stop.day == moving.stop.day:
        return order
    length = own_length(moving.stop)
    minutes = None if not length else max(1, length // timedelta(minutes=1))
    loose = {**dict(moving.stop), "day": beside.stop.day, "start": None, "end": None, "minutes": minutes}
    follows = Kept(moving.id, Stop.model_validate(loose), moving.clinic)
    return (*order[:new], follows, *order[new + 1 :])


def put(stops: Sequence[Kept], kept: Kept, before: Id | None) -> tuple[Kept, ...]:
    """The stops with this one before another, or at the end."""
    rest = [other for other in stops if other.id != kept.id]
    at = next((place for place, other in enumerate(rest) if other.id == before), len(rest))
    return (*rest[:at], kept, *rest[at:])


def before_by_time(stops: Sequence[Kept], stop: Stop) -> Id | None:
    """Before which stop one belongs by its day and start; None at the end."""
    mine = minutes_into(stop)
    for other in stops:
        theirs = minutes_into(other.stop)
        if other.stop.day > stop.day or (mine is not None and theirs is not None and theirs > mine):
            return other.id
    return None


def in_turn(stops: Sequence[Kept]) -> bool:
    """Whether these are stops of one day, on the same clocks, that begin one after the other."""
    starts = [minutes_into(stop.stop) for stop in stops]
    known = [start for start in starts if start is not None]
    return (
        len(known) == len(stops)
        and known == sorted(known)
        and len({(stop.stop.day, stop.stop.zone) for stop in stops}) == 1
    )


def _packed(old: Sequence[Kept], new: Sequence[Kept], after: Sequence[Kept]) -> list[Kept]:
    """Stops of one day in a new order, from the same start: each takes along its length and the pause after it."""
    starts = [at for kept in old if (at := minutes_into(kept.stop)) is not None]
    following = minutes_into(after[0].stop) if after else None
    last = own_length(old[-1].stop) or timedelta(0)
    ends = [*starts[1:], following if following is not None else starts[-1] + last]
    slots = {kept.id: end - start for kept, start, end in zip(old, starts, ends, strict=True)}
    at, packed = starts[0], []
    for kept in new:
        packed.append(Kept(kept.id, starting(kept.stop, at), kept.clinic))
        at += slots[kept.id]
    return packed

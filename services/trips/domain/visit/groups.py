"""Groups of visitors: as many as the smallest stop makes necessary, of even size, as stable as can be. Pure."""

from collections.abc import Mapping, Sequence

from services.trips.domain.visit.placement import Kept
from shared.contracts.types import Id


def needed(visitors: int, stops: Sequence[Kept]) -> int:
    """In how many groups so many visitors have to go, for every stop to take them."""
    smallest = min((stop.stop.capacity for stop in stops if stop.stop.capacity is not None), default=None)
    return 1 if smallest is None or visitors == 0 else -(-visitors // smallest)


def regrouped(before: Mapping[Id, int | None], count: int) -> dict[Id, int]:
    """Everybody's group, from 1. `before` is in the order of signing up, with None for those who have no group yet.

    Nobody changes groups unless theirs would be too large, or is no more; then it is whoever signed up last.
    """
    groups: dict[int, list[Id]] = {number: [] for number in range(1, count + 1)}
    homeless: list[Id] = []
    for member, group in before.items():
        groups.get(group or 0, homeless).append(member)
    for number, size in _sizes(groups, len(before)).items():
        homeless += groups[number][size:]
        groups[number] = groups[number][:size]
    order = {member: place for place, member in enumerate(before)}
    homeless.sort(key=order.__getitem__)
    for number, size in _sizes(groups, len(before)).items():
        room = size - len(groups[number])
        groups[number] += homeless[:room]
        homeless = homeless[room:]
    return {member: number for number, members in groups.items() for member in members}


def _sizes(groups: Mapping[int, Sequence[Id]], people: int) -> dict[int, int]:
    """How large each group is to be; the larger ones are those that are large already."""
    size, larger = divmod(people, len(groups))
    by_size = sorted(groups, key=lambda number: (-len(groups[number]), number))
    sizes = {number: size + (place < larger) for place, number in enumerate(by_size)}
    return {number: sizes[number] for number in groups}

"""Stops at the same time: nobody can be in two places at once."""

from collections.abc import Iterator
from itertools import combinations

from services.trips.domain.check.plan import Plan, finding, listed
from services.trips.domain.visit.placement import Placed
from shared.contracts.trips.programme import Finding


def look(plan: Plan) -> Iterator[Finding]:
    for one, other in combinations(plan.timed, 2):
        if not _at_once(one, other):
            continue
        there = plan.names_at(one)
        both = [name for name in plan.names_at(other) if name in there]
        if both and not plan.together(one, other):
            yield finding(
                "two_places",
                f"{listed([there[name] for name in both])} would be at “{one.stop.title}” and “{other.stop.title}” at the "
                "same time.",
                "Nobody can be in two places at once. Move one of the two, or ask somebody else for it.",
                (one, other),
                "impossible",
            )
        else:
            yield finding(
                "overlap",
                f"“{other.stop.title}” begins before “{one.stop.title}” is over.",
                "Whoever is at one of them misses some of the other. Where visitors are to be in two groups, say so in the "
                "titles; else move one of the two.",
                (one, other),
            )


def _at_once(one: Placed, other: Placed) -> bool:
    if one.begins is None or other.begins is None or one.until is None or other.until is None:
        return False
    return one.begins < other.until and other.begins < one.until

"""Stops at the same time: nobody can be in two places at once."""

from collections.abc import Iterator
from itertools import combinations

from services.trips.domain.check.plan import Plan, finding, listed
from services.trips.domain.visit.placement import Placed
from shared.contracts.trips.programme import Finding


def look(plan: Plan) -> Iterator[Finding]:
    for pair, other in combinations(plan.timed, 2):
        if not _at_once(pair, other):
            continue
        there = plan.names_at(pair)
        shared = [name for name in plan.names_at(other) if name in there]
        if shared and not plan.together(pair, other):
            yield finding(
                "two_places",
                f"{listed([there[who] for who in shared])} would be at “{pair.stop.title}” and “{other.stop.title}” at the "
                "same time.",
                "Nobody can be in two places at once. Move one of the two, or ask somebody else for it.",
                (pair, other),
                "impossible",
            )
        else:
            yield finding(
                "overlap",
                f"“{other.stop.title}” begins before “{pair.stop.title}” is over.",
                "Whoever is at one of them misses some of the other. Where visitors are to be in two groups, say so in the "
                "titles; else move one of the two.",
                (pair, other),
            )


def _at_once(placed: Placed, other: Placed) -> bool:
    if placed.begins is None or other.begins is None or placed.until is None or other.until is None:
        return False
    return placed.begins < other.until and other.begins < placed.until

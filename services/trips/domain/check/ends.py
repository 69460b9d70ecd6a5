"""Times that are not told."""

from collections.abc import Iterator

from services.trips.domain.check.plan import Plan, finding, titles
from shared.contracts.trips.programme import Finding


def look(plan: Plan) -> Iterator[Finding]:
    open_ended = [stop for stop in plan.stops if stop.stop.end is None and stop.stop.minutes is None]
    if open_ended:
        yield finding(
            "ends",
            f"It is not said when {titles(open_ended)} {'ends' if len(open_ended) == 1 else 'end'}.",
            "Without ends nobody can tell whether the next stop can be reached, and hosts there don't know how long to keep "
            "free. A rough end is better than none.",
            open_ended,
        )
    if any(stop.stop.start is not None for stop in plan.stops):
        adrift = [stop for stop in plan.stops if stop.begins is None]
        if adrift:
            yield finding(
                "ends",
                f"It can't be told when {titles(adrift)} {'begins' if len(adrift) == 1 else 'begin'}.",
                "A stop without a start follows the one before it on the same day, if that has an end. Give it a start.",
                adrift,
            )

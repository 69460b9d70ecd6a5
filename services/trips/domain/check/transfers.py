"""Ways between stops: time enough to be there when it begins."""

from collections.abc import Iterator

from services.trips.domain.check.plan import MINUTE, Plan, finding
from services.trips.domain.visit.placement import Placed
from shared.contracts.trips.programme import Finding

SOME_TIME = (
    "Even next door takes minutes with a group: shoes, stairs, goodbyes. Say how long the way takes, and begin later."
)


def look(plan: Plan) -> Iterator[Finding]:
    if plan.mode == "online":
        return
    before: Placed | None = None
    for placed in plan.timed:
        if placed.stop.kind == "travel":
            yield from _travel(placed)
        elif before is not None and (before.stop.kind == "travel" or not plan.together(before, placed)):
            yield from _way(before, placed)
        before = placed


def _way(before: Placed, after: Placed) -> Iterator[Finding]:
    """From one stop to the next, elsewhere; after a stop of travel, what is left of the way."""
    assert before.begins is not None
    assert after.begins is not None
    free = (after.begins - (before.ends or before.begins)) // MINUTE
    needed = after.stop.travel_minutes
    if free < 0:
        return  # they overlap, which is said already
    if needed is not None and free < needed:
        yield finding(
            "transfer",
            f"“{after.stop.title}” can't be reached in time: the way takes {needed} minutes, and there are {free} after "
            f"“{before.stop.title}”.",
            "Whoever runs late at the second stop runs late all day. Begin it later, or end the one before it earlier.",
            (before, after),
            "impossible",
        )
    elif before.stop.kind != "travel" and (needed == 0 or (needed is None and free == 0 and before.ends is not None)):
        yield finding(
            "transfer",
            f"There are no minutes for the way from “{before.stop.title}” to “{after.stop.title}”, which is elsewhere.",
            SOME_TIME,
            (before, after),
        )


def _travel(placed: Placed) -> Iterator[Finding]:
    if placed.begins is None or placed.ends is None:
        return
    has, needed = (placed.ends - placed.begins) // MINUTE, placed.stop.travel_minutes
    if needed is not None and needed > has:
        yield finding(
            "transfer",
            f"“{placed.stop.title}” takes {needed} minutes, and there are {has}.",
            "What comes after it would begin without the visitors. Leave earlier, or let the next stop begin later.",
            (placed,),
            "impossible",
        )
    elif has == 0:
        yield finding("transfer", f"“{placed.stop.title}” takes no time.", SOME_TIME, (placed,))

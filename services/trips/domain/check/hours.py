"""Very early, very late, and hours that don't exist."""

from collections.abc import Iterator
from datetime import time
from zoneinfo import ZoneInfo

from services.trips.domain.check.plan import Plan, finding, titles
from services.trips.domain.visit.placement import Placed
from shared.contracts.trips.programme import Finding

FIRST_TRAIN = time(6, 30)
QUIET_HOURS = time(22, 30)


def look(plan: Plan) -> Iterator[Finding]:
    skipped = [stop for stop in plan.stops if stop.skipped]
    if skipped:
        yield finding(
            "clock",
            f"{titles(skipped)} begins at a time that does not exist: the clocks skip it that night.",
            "Clocks go forward there on that day. Choose a time after it.",
            skipped,
            "impossible",
        )
    early = [stop for stop in plan.stops if stop.stop.kind != "travel" and plan.mode != "online" and _at_night(stop)]
    if early:
        yield finding(
            "hours",
            f"{titles(early)} begins at an hour at which trains may not run.",
            "Some practices are only at work then, and seeing them is worth it. Say how people get there, where they eat, and "
            "make the rest of the day shorter.",
            early,
        )


def _at_night(placed: Placed) -> bool:
    if placed.begins is None:
        return False
    local = placed.begins.astimezone(ZoneInfo(placed.zone)).time()
    return local < FIRST_TRAIN or local >= QUIET_HOURS

"""Where a visit is on its day: the stop that runs, and the next. Pure."""

from collections.abc import Sequence
from datetime import datetime

from services.trips.domain.visit.day import Day
from services.trips.domain.visit.placement import Placed


def now_and_next(placed: Sequence[Placed], day: Day, now: datetime) -> tuple[Placed | None, Placed | None]:
    """The stop that runs and the one after it. A stop runs from its beginning until it is left or the next one begins."""
    coming = [
        this_placed for this_placed in placed if this_placed.begins is not None and this_placed.id not in day.skipped
    ]
    coming.sort(key=lambda placed: placed.begins or now)
    begun = [placed for placed in coming if placed.begins is not None and placed.begins <= now]
    current = begun[-1] if begun and not day.has_left(begun[-1].id) else None
    following = next((placed for placed in coming if placed.begins is not None and placed.begins > now), None)
    return current, following

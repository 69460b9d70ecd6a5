"""The same line a few times a minute, no more: a log that repeats itself hides the rest, and costs what it tells of."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Line = dict[str, Any]

MOST = 5
SECONDS = 60.0
KEYS = 1_000
"""Different lines that are counted at the same time; those beyond share one count."""


@dataclass(slots=True)
class _Counted:
    since: float
    line: Line
    times: int = 1


class Repeats:
    """Counts lines by what makes them the same."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counted: dict[tuple[Any, ...], _Counted] = {}

    def left_out(self, key: tuple[Any, ...], line: Line) -> int | None:
        """None where this line is to be left out, else how many like it were left out before."""
        now = self._clock()
        if key not in self._counted and len(self._counted) >= KEYS:
            key = ("others",)
        counted = self._counted.get(key)
        if counted is None or now - counted.since >= SECONDS:
            self._counted[key] = _Counted(now, line)
            return max(0, counted.times - MOST) if counted else 0
        counted.times += 1
        return 0 if counted.times <= MOST else None

    def over(self) -> Iterator[Line]:
        """The lines of which some were left out, and whose minute is over: the last of each, with the count."""
        now = self._clock()
        for key, counted in [*self._counted.items()]:
            if now - counted.since >= SECONDS:
                del self._counted[key]
                if counted.times > MOST:
                    yield {**counted.line, "left_out": counted.times - MOST}

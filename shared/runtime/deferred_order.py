"""The order of what was put off: nothing of the same thing overtakes it meanwhile."""

import time
from collections.abc import Callable

GRACE_SECONDS = 5.0
"""How much later than announced something may come back before its place is lost: another process may have got it."""


class DeferredOrder:
    """For each key the numbers that were put off, each with the time at which it is expected again."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._expected: dict[str, dict[int, float]] = {}

    def wait_for(self, key: str, number: int) -> float | None:
        """Seconds until an earlier number of this key comes again; None where `number` may go now."""
        waiting = self._expected.get(key)
        if waiting is None:
            return None
        now = self._now()
        for this_number in [number for number, at in waiting.items() if at + GRACE_SECONDS < now]:
            self.done(key, this_number)
        earlier = [at for this_number, at in waiting.items() if this_number < number]
        return max(0.0, max(earlier) - now) if earlier else None

    def put_off(self, key: str, number: int, seconds: float) -> None:
        """This number comes again in so many seconds."""
        self._expected.setdefault(key, {})[number] = self._now() + seconds

    def done(self, key: str, number: int) -> None:
        """Nobody needs to wait for this number any longer."""
        waiting = self._expected.get(key)
        if waiting is not None:
            waiting.pop(number, None)
            if not waiting:
                del self._expected[key]

    def __len__(self) -> int:
        return len(self._expected)

"""How long to wait before trying again, and when to give up.

Other people's servers live in real time, so all lengths here are real seconds. What is stored is Convene's time; where its
clock runs fast the same real wait is a longer time there: `on_clock` converts. So a fast clock neither hammers a server nor
waits for ever.
"""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta

GIVE_UP_AFTER = 24 * 3600.0
FIRST_PAUSE, LONGEST_PAUSE = 30.0, 3600.0
SHORTEST_CLOSED, LONGEST_CLOSED = 0.5, 60.0


def pause(attempt: int, delivery_id: str, asked: float | None = None) -> float:
    """Seconds until the next attempt: doubling from 30 seconds to an hour, spread by a quarter, never less than asked.

    The spread comes from the delivery's id, so that messages that failed together do not come back together.
    """
    doubled: float = min(FIRST_PAUSE * 2.0 ** min(attempt - 1, 20), LONGEST_PAUSE)
    spread = hashlib.sha256(f"{delivery_id} {attempt}".encode()).digest()[0] / 255
    return max(doubled * (0.75 + spread / 2), asked or 0.0)


def on_clock(now: datetime, seconds: float, speed: float) -> datetime:
    """Convene's time that many real seconds after `now`."""
    try:
        return now + timedelta(seconds=seconds * speed)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


class Gate:
    """A channel as a whole. It closes when nothing gets through, each time for longer, and opens for one try."""

    def __init__(self) -> None:
        self._open_at = 0.0
        self._failures = 0

    @property
    def closed_for(self) -> float:
        """Seconds until the next try."""
        return max(self._open_at - asyncio.get_running_loop().time(), 0.0)

    def failed(self) -> float:
        """Nothing gets through. Those who find out at the same time count once. Returns the seconds it is closed."""
        if not self.closed_for:
            self._failures += 1
            closed = min(SHORTEST_CLOSED * 2.0 ** min(self._failures - 1, 20), LONGEST_CLOSED)
            self._open_at = asyncio.get_running_loop().time() + closed
        return self.closed_for

    def worked(self) -> None:
        self._failures, self._open_at = 0, 0.0

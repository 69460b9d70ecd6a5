"""How often something may be tried at one gateway process: who tries more is told when to come back."""

import hashlib
import math
import time
from http import HTTPStatus

from limits import parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from shared.domain import Refusal


class RateLimits:
    """Counts tries in memory, by what is tried and by whom. What is counted is kept as a digest: an address may be in it."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def spend(self, what: str, rate: str, by: str) -> None:
        """Count one try at `what`, of at most `rate` (such as `5/hour`); `Refusal` (429) where that is too many."""
        if not await self.count(what, rate, by):
            raise await self._too_often(what, rate, by)

    async def require(self, what: str, rate: str, by: str, tries: int = 1) -> None:
        """`Refusal` (429) where so many tries more would be too many; nothing is counted yet."""
        if not await self._limiter.test(parse(rate), what, _digest(by), cost=tries):
            raise await self._too_often(what, rate, by)

    async def count(self, what: str, rate: str, by: str) -> bool:
        """Count one try; whether it was not too many."""
        return await self._limiter.hit(parse(rate), what, _digest(by))

    async def _too_often(self, what: str, rate: str, by: str) -> Refusal:
        again = (await self._limiter.get_window_stats(parse(rate), what, _digest(by))).reset_time
        seconds = max(1, math.ceil(again - time.time()))
        minutes = math.ceil(seconds / 60)
        return Refusal(
            HTTPStatus.TOO_MANY_REQUESTS,
            "too-often",
            f"That was tried too often. Try again in {minutes} minute{'' if minutes == 1 else 's'}.",
            retry_after=seconds,
        )


def _digest(by: str) -> str:
    return hashlib.sha256(by.casefold().encode(errors="replace")).hexdigest()

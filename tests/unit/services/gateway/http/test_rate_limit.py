"""How often something may be tried."""

import pytest

from services.gateway.http.rate_limit import RateLimits
from shared.domain import Refusal


async def test_who_tries_more_is_told_when_to_come_back_and_others_are_not() -> None:
    rates = RateLimits()
    for _ in range(3):
        await rates.spend("letters", "3/hour", "nina@example.org")
    with pytest.raises(Refusal) as refused:
        await rates.spend("letters", "3/hour", "NINA@example.org")
    assert refused.value.status == 429
    assert 3500 < refused.value.extra["retry_after"] <= 3600
    assert "Try again in 60 minutes" in refused.value.detail
    await rates.spend("letters", "3/hour", "ben@example.org")
    await rates.spend("other things", "3/hour", "nina@example.org")


async def test_what_is_counted_is_not_kept_in_words() -> None:
    rates = RateLimits()
    await rates.spend("letters", "3/hour", "nina@example.org")
    assert "nina" not in str(vars(rates._limiter.storage))

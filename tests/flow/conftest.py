"""A town for each test: every service runs, everybody has joined, and the clock stands until it is moved."""

from collections.abc import AsyncIterator

import pytest

from shared.settings import Settings
from tests.support.town import Town


@pytest.fixture
async def town(settings: Settings) -> AsyncIterator[Town]:
    async with Town.running(settings) as one:
        await one.gather()
        yield one

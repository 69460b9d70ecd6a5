"""A town for each test: every service runs, everybody has joined, and the clock stands until it is moved."""

from collections.abc import AsyncIterator

import pytest

from shared.settings import Settings
from tests.support.town import Town


@pytest.fixture
async def town(settings: Settings) -> AsyncIterator[Town]:
    async with Town.running(settings) as this_town:
        await this_town.gather()
        yield this_town

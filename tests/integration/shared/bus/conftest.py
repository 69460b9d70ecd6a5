"""A bus, and a world on it, that a test may kill and put back."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.settings import Settings
from tests.support.killable import Killable, own_bus
from tests.support.world import World


@pytest.fixture
async def bus(tmp_path: Path) -> AsyncIterator[Killable]:
    async with own_bus(tmp_path) as killable:
        yield killable


@pytest.fixture
async def restless(settings: Settings, bus: Killable) -> AsyncIterator[World]:
    """A world on a bus of its own, which the test may kill."""
    world = World(settings.model_copy(update={"nats_url": bus.url}))
    world.joins("ana")
    yield world
    await world.close()
    if not bus.runs:
        await bus.start()
    await world.wipe(list(world.runtimes))

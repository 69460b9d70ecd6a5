"""The live stream goes on where the bus was put back, and says that it is another one."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.gateway.live.stream_reader import StreamReader
from shared.bus.history import Seen
from shared.settings import Settings
from tests.support.killable import Killable, own_bus
from tests.support.published import burst, has_all, three_pads
from tests.support.scribe import pad_service
from tests.support.world import World


@pytest.fixture
async def bus(tmp_path: Path) -> AsyncIterator[Killable]:
    async with own_bus(tmp_path) as killable:
        yield killable


async def test_a_stream_put_back_is_another_one_although_it_is_as_long_again(settings: Settings, bus: Killable) -> None:
    world = World(settings.model_copy(update={"nats_url": bus.url}))
    world.joins("ana")
    clinic = await world.open(pad_service())
    streams = await three_pads(clinic)
    await clinic.journal.settled()
    await bus.keep_copy()
    await burst(clinic, streams, 0, 30)
    await clinic.journal.settled()
    seen: list[Seen] = []
    renewed = asyncio.Event()
    tail = StreamReader(
        clinic.connection, clinic.js, clinic.subjects, clinic.stream, take=seen.append, renewed=renewed.set
    )
    await tail.start()
    await burst(clinic, streams, 30, 1)
    async with asyncio.timeout(10):
        while not seen:
            await asyncio.sleep(0.02)
    before = tail.epoch
    await bus.put_back()
    await burst(clinic, streams, 31, 30)
    await has_all(bus.url, clinic, 64)
    async with asyncio.timeout(20):
        await renewed.wait()
    assert tail.epoch != before
    heard = len(seen)
    await burst(clinic, streams, 61, 3)
    async with asyncio.timeout(20):
        while len(seen) < heard + 3:
            await asyncio.sleep(0.02)
    await tail.stop()
    await world.close()
    await world.wipe(["clinic"])

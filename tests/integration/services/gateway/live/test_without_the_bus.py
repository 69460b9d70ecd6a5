"""The bus goes away and comes back: the gateway says so, and its open streams lose nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import nats
import pytest

from services.clinic.app import service as clinic_service
from services.gateway.app import service as gateway_service
from shared.contracts import clinic as c
from shared.settings import Settings
from tests.support.servers import BIN, free_port
from tests.support.world import COMMUNITY, World


@asynccontextmanager
async def bus(folder: Path, port: int) -> AsyncIterator[None]:
    """A bus of this test's own, which dies at the end of the block."""
    command = (str(BIN / "nats-server"), "-a", "127.0.0.1", "-p", str(port), "-js", "-sd", str(folder))
    with (folder / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(*command, stdout=log, stderr=log)
    try:
        client = await nats.connect(f"nats://127.0.0.1:{port}", reconnect_time_wait=0.05, max_reconnect_attempts=200)
        await client.close()
        yield
    finally:
        process.kill()
        await process.wait()


@asynccontextmanager
async def listener_whose_bus_died(
    settings: Settings, folder: Path
) -> AsyncIterator[tuple[World, aiohttp.ClientResponse]]:
    """Gil listens to the live stream, and the bus is not there."""
    world = World(settings)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(30)) as session:
        async with bus(folder, port_of(settings)):
            runtime = await world.open(clinic_service, gateway_service)
            world.joins("gil")
            address, gil = runtime.parts.address, {"Authorization": f"Bearer {world.token('gil')}"}
            stream = await session.get(f"{address}/api/events?community={COMMUNITY}", headers=gil)
        while runtime.connection.is_connected:
            await asyncio.sleep(0)
        async with asyncio.timeout(3):
            away = await session.get(f"{address}/api/clinics/clinic-{'a' * 26}", headers=gil)
        assert (away.status, "Retry-After" in away.headers) == (503, True)
        assert (await session.get(f"{address}/healthz")).status == 503
        yield world, stream
        stream.close()


@asynccontextmanager
async def back_again(world: World, folder: Path) -> AsyncIterator[None]:
    async with bus(folder, port_of(world.settings)):
        while not all(runtime.connection.is_connected for runtime in world.runtimes.values()):
            await asyncio.sleep(0)
        yield
        await world.close()
        await world.wipe(list(world.runtimes))


def port_of(settings: Settings) -> int:
    return int(settings.nats_url.rpartition(":")[2])


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"nats_url": f"nats://127.0.0.1:{free_port()}"})


async def test_an_open_stream_goes_on_after_the_bus_was_killed(settings: Settings, tmp_path: Path) -> None:
    async with listener_whose_bus_died(settings, tmp_path) as (world, stream), back_again(world, tmp_path):
        await world.send("gil", c.ProposeCase(community_id=COMMUNITY, title="Back", question="Is it?"))
        heard = await stream.content.readuntil(b"data: {") + await stream.content.readline()
        assert b"CaseProposed" in heard


async def test_listeners_start_afresh_where_the_events_were_lost_with_the_bus(
    settings: Settings, tmp_path: Path
) -> None:
    (lost := tmp_path / "lost").mkdir()
    async with listener_whose_bus_died(settings, lost) as (world, stream), back_again(world, tmp_path):
        await world.provision()
        await stream.content.readuntil(b"event: resync\n")

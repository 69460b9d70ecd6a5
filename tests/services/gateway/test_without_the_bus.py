"""The bus goes away and comes back: the gateway says so, and its open streams lose nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import nats

from services.clinic.app import service as clinic_service
from services.gateway.app import address_of
from services.gateway.app import service as gateway_service
from shared.contracts import clinic as c
from shared.settings import Settings
from tests.support.door import Web
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


async def test_an_open_stream_goes_on_after_the_bus_was_killed(settings: Settings, tmp_path: Path) -> None:
    port = free_port()
    world = World(settings.model_copy(update={"nats_url": f"nats://127.0.0.1:{port}"}))
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(30)) as session:
            async with bus(tmp_path, port):
                house = await world.open(clinic_service, gateway_service)
                world.joins("gil")
                web = Web(world, session, address_of(house))
                stream = await session.get(f"{web.address}/api/events?community={COMMUNITY}", headers=web.bearer("gil"))
            while house.connection.is_connected:
                await asyncio.sleep(0)
            away = await web.get("/api/clinics/clinic-" + "a" * 26, "gil")
            assert (away.status, "Retry-After" in away.headers) == (503, True)
            assert (await web.get("/healthz")).status == 503
            async with bus(tmp_path, port):
                while not all(one.connection.is_connected for one in world.houses.values()):
                    await asyncio.sleep(0)
                await world.send("gil", c.ProposeCase(community_id=COMMUNITY, title="Back", question="Is it?"))
                heard = await stream.content.readuntil(b"data: {") + await stream.content.readline()
                assert b"CaseProposed" in heard
                stream.close()
                await world.close()
                await world.wipe(list(world.houses))
    finally:
        await world.close()

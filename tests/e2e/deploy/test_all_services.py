"""All services together, each under its own user of a guarded bus: nothing they need is denied."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from convene.permissions import services
from shared.access.signed_tokens import Signer
from shared.bus.client import BusClient
from shared.clock import RunningClock
from shared.contracts import clinic as c
from shared.contracts import community as m
from shared.contracts.types import When
from shared.domain import Actor
from shared.runtime.runtime import Runtime
from shared.store.driver import Store
from tests.support.guarded_bus import GuardedBus, guarded_bus
from tests.support.servers import Servers, ready

DATABASES = "whole_house"


@pytest.fixture
async def bus(real_servers: Servers, tmp_path: Path) -> AsyncIterator[GuardedBus]:
    async with guarded_bus(tmp_path, real_servers.mongo_url) as running:
        yield running
    store = Store(real_servers.mongo_url)
    for service in services():
        await store.drop(f"{DATABASES}_{service.name}")
    await store.close()


async def test_a_clinic_gets_its_timers_and_its_people_their_letters(bus: GuardedBus) -> None:
    async with AsyncExitStack() as stack:
        runtimes: dict[str, Runtime] = {}
        for service in services():
            settings = bus.settings(service.name).model_copy(update={"http_port": 0, "database_prefix": DATABASES})
            runtimes[service.name] = await stack.enter_async_context(Runtime(service, settings, RunningClock()))
        clinic = await scheduled(runtimes["gateway"].ask, Signer.load(bus.secrets, "gateway"))
        alarms = runtimes["scheduler"]
        outbox = runtimes["notify"].collection("outbox")

        async def pending() -> int:
            stream = await alarms.js.stream_info(alarms.subjects.alarms_stream)
            return stream.state.messages

        await becomes(pending, 3)
        await becomes(lambda: outbox.count_documents({}), 1)
        await clinic.cancel()
        await becomes(pending, 0)
        assert {name: await runtime.health.problems() for name, runtime in runtimes.items()} == {
            name: [] for name in runtimes
        }
    assert bus.violations() == []


class Scheduled:
    """A clinic of Ana's that has its time."""

    def __init__(self, client: BusClient, id: str, token: str) -> None:
        self._client, self._id, self._token = client, id, token

    async def cancel(self) -> None:
        await self._client.command(c.CancelClinic(clinic_id=self._id, reason="Ill"), id="cancel", token=self._token)


async def scheduled(client: BusClient, signer: Signer) -> Scheduled:
    """Ana begins a community, proposes a case, and schedules its clinic in ten days."""
    found = m.CreateCommunity(name="Bakers", convener_name="Ana", convener_email="ana@example.org")
    made = await client.command(found, id="found", token=signer.sign(Actor("operator", "operator"), 60))
    ana = next(event["data"]["member_id"] for event in made["events"] if event["type"] == "MemberJoined")
    token = signer.sign(Actor("member", ana), 60)
    propose = c.ProposeCase(community_id=made["id"], title="Handover", question="How?")
    case = await client.command(propose, id="propose", token=token)
    starts = When(local=datetime.now(UTC).replace(tzinfo=None, microsecond=0), zone="UTC").later(days=10)
    await client.command(
        c.ScheduleClinic(clinic_id=case["id"], starts=starts, facilitator_id=ana), id="schedule", token=token
    )
    return Scheduled(client, case["id"], token)


async def becomes(count: Callable[[], Awaitable[int]], wanted: int) -> None:
    """Look until a number is the wanted one; fails with the last one seen."""

    async def look() -> None:
        assert await count() == wanted

    await ready(look)

"""The gateway before a running clinic, and people who come to it over HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
import orjson
import pytest

from services.clinic.app import service as clinic_service
from services.gateway.app import address_of
from services.gateway.app import service as gateway_service
from shared.contracts import clinic as c
from shared.contracts.base import Event
from shared.contracts.types import When
from shared.settings import Settings
from tests.support.world import COMMUNITY, NOON, World

TOMORROW = When(local=(NOON + timedelta(days=1)).replace(tzinfo=None), zone="UTC")
SPOKEN = "Two teams <b>share</b> one {{ 7 * 7 }} product."


@dataclass
class Reply:
    status: int
    headers: Any
    text: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text)
        return found

    @property
    def fields(self) -> list[str]:
        """The fields that a problem names."""
        assert self.headers["Content-Type"] == "application/problem+json"
        return [one["field"] for one in self.json.get("errors", [])]


@dataclass(frozen=True)
class Message:
    """One server-sent event."""

    id: str
    event: str
    data: dict[str, Any]


class Web:
    """The gateway as people reach it."""

    def __init__(self, world: World, session: aiohttp.ClientSession, address: str) -> None:
        self.world = world
        self.session = session
        self.address = address
        self.clinic = ""

    async def call(self, method: str, path: str, name: str | None = None, **options: Any) -> Reply:
        """One request, as the named member or as a stranger."""
        headers = {**self.bearer(name), **options.pop("headers", {})}
        async with self.session.request(
            method, self.address + path, headers=headers, allow_redirects=False, **options
        ) as response:
            return Reply(response.status, response.headers, await response.text())

    async def post(self, path: str, body: Any, name: str | None = None, **headers: str) -> Reply:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        return await self.call("POST", path, name, json=body, headers=named)

    async def get(self, path: str, name: str | None = None, **headers: str) -> Reply:
        return await self.call(
            "GET", path, name, headers={key.replace("_", "-"): value for key, value in headers.items()}
        )

    def bearer(self, name: str | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.world.token(name)}"} if name else {}

    def cookie(self, name: str) -> dict[str, str]:
        return {"Cookie": f"convene={self.world.token(name)}"}

    @asynccontextmanager
    async def listening(self, name: str, last_event_id: str | None = None) -> AsyncIterator["Listening"]:
        """An open live stream; entered once the gateway has begun it."""
        headers = {**self.bearer(name), **({"Last-Event-ID": last_event_id} if last_event_id is not None else {})}
        async with self.session.get(f"{self.address}/api/events?community={COMMUNITY}", headers=headers) as response:
            assert response.status == 200, await response.text()
            yield Listening(response)

    async def settled(self) -> None:
        """Wait until all that was done has reached the bus and the gateway."""
        house = self.world.houses["clinic"]
        await house.journal.settled()
        newest = (await house.js.stream_info(house.subjects.events_stream)).state.last_seq
        async with asyncio.timeout(5):
            while True:
                async with self.listening("gil") as stream:
                    if int((await stream.begun()).rpartition("-")[2]) >= newest:
                        return

    async def announce(self, event: Event, version: int, community: str = COMMUNITY) -> None:
        """Put an event of a service that is not there on the bus."""
        name, house = type(event).__name__, self.world.houses["gateway"]
        envelope = {
            "specversion": "1.0",
            "id": f"{community}@{version}/1",
            "source": f"/convene/{event.service}",
            "type": f"convene.{event.service}.{name}",
            "subject": community,
            "time": NOON.isoformat(),
            "sequence": f"{version:010d}",
            "revision": event.revision,
            "community": community,
            "data": event.public(),
        }
        await house.js.publish(house.subjects.event(community, event.service, community, name), orjson.dumps(envelope))


class Listening:
    """Reads a live stream."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self.last_id = ""

    async def next(self) -> Message | None:
        """The next message; None when the stream has ended. What only carries an id is noted in `last_id`."""
        event, data = "message", ""
        async for raw in self._response.content:
            line = raw.decode().rstrip("\n")
            if line.startswith("id: "):
                self.last_id = line[4:]
            elif line.startswith("event: "):
                event = line[7:]
            elif line.startswith("data: "):
                data += line[6:]
            elif not line and data:
                return Message(self.last_id, event, json.loads(data))
        return None

    async def begun(self) -> str:
        """The id from which this stream could be resumed if nothing more came."""
        while not self.last_id:
            line = (await self._response.content.readline()).decode()
            if line.startswith("id: "):
                self.last_id = line[4:].strip()
        return self.last_id


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A gateway of each test's own: on any free port."""
    return settings.model_copy(update={"http_port": 0})


@pytest.fixture
async def web(world: World) -> AsyncIterator[Web]:
    """Ana presents a clinic in its context step, Finn facilitates, Gil and Zoe take part."""
    house = await world.open(clinic_service, gateway_service)
    for name, role in (("ana", "member"), ("finn", "facilitator"), ("gil", "member"), ("zoe", "member")):
        world.joins(name, role)  # type: ignore[arg-type]
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(20)) as session:
        one = Web(world, session, address_of(house))
        made = await world.send(
            "ana", c.ProposeCase(community_id=COMMUNITY, title="Handover <script>", question="How do we hand over?")
        )
        one.clinic = made["id"]
        finn = world.joins("finn", "facilitator")
        await world.send("finn", c.ScheduleClinic(clinic_id=one.clinic, starts=TOMORROW, facilitator_id=finn))
        await world.send("finn", c.StartClinic(clinic_id=one.clinic))
        await one.settled()
        yield one

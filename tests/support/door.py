"""The gateway before a running clinic, and people who come to it over HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from services.clinic.app import service as clinic_service
from services.community.app import service as community_service
from services.gateway.app import service as gateway_service
from shared.contracts import clinic as c
from shared.contracts.base import Command
from shared.contracts.types import When
from shared.settings import Settings
from tests.support.belonging import People
from tests.support.world import NOON, World

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
        return [name["field"] for name in self.json.get("errors", [])]


@dataclass(frozen=True)
class Message:
    """One server-sent event."""

    id: str
    event: str
    data: dict[str, Any]


class Web:
    """The gateway as people reach it."""

    def __init__(self, people: People, session: aiohttp.ClientSession, address: str) -> None:
        self.people = people
        self.community = people.community
        self.session = session
        self.address = address
        self.clinic = ""
        self._sessions: dict[str, str] = {}

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

    async def send(self, name: str, command: Command) -> dict[str, Any]:
        """A command that does not come through this door."""
        return await self.people.send(name, command)

    def id(self, name: str) -> str:
        return self.people.ids[name]

    async def elsewhere(self) -> str:
        """Another community, which Eve convenes; its id."""
        operator = self.people.world.operator_token()
        begun = {"name": "Elsewhere", "convener_name": "Eve", "convener_email": "eve@example.org"}
        made = await self.post("/api/communities", begun, Authorization=f"Bearer {operator}")
        self.people.ids["Eve"] = made.json["member_id"]
        return str(made.json["id"])

    def bearer(self, name: str | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.people.token(name)}"} if name else {}

    def cookie(self, name: str) -> dict[str, str]:
        """One session for each: a token made in another second is another session, whose forms are not this one's."""
        return {"Cookie": f"convene={self._sessions.setdefault(name, self.people.token(name))}"}

    @asynccontextmanager
    async def listening(self, name: str, last_event_id: str | None = None) -> AsyncIterator["Listening"]:
        """An open live stream; entered once the gateway has begun it."""
        headers = {**self.bearer(name), **({"Last-Event-ID": last_event_id} if last_event_id is not None else {})}
        async with self.session.get(
            f"{self.address}/api/events?community={self.community}", headers=headers
        ) as response:
            assert response.status == 200, await response.text()
            yield Listening(response)

    async def settled(self) -> None:
        """Wait until all that was done has reached the bus and the gateway."""
        for runtime in (world := self.people.world).runtimes.values():
            await runtime.journal.settled()
        runtime = world.runtimes["gateway"]
        newest = (await runtime.js.stream_info(runtime.subjects.events_stream)).state.last_seq
        async with asyncio.timeout(5):
            while True:
                async with self.listening("Gil") as stream:
                    if int((await stream.begun()).rpartition("-")[2]) >= newest:
                        return


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
    """Cora convenes; Ana presents a clinic in its context step, Finn facilitates, Gil and Zoe take part."""
    runtime = await world.open(community_service, clinic_service, gateway_service)
    people = People(world)
    await people.begin()
    for name in ("Ana", "Finn", "Gil", "Zoe"):
        await people.joins(name, "facilitator" if name == "Finn" else "member")
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(20)) as session:
        this_web = Web(people, session, runtime.parts.address)
        case = c.ProposeCase(
            community_id=this_web.community, title="Handover <script>", question="How do we hand over?"
        )
        this_web.clinic = (await this_web.send("Ana", case))["id"]
        await this_web.send(
            "Finn", c.ScheduleClinic(clinic_id=this_web.clinic, starts=TOMORROW, facilitator_id=this_web.id("Finn"))
        )
        await this_web.send("Finn", c.StartClinic(clinic_id=this_web.clinic))
        await this_web.settled()
        yield this_web

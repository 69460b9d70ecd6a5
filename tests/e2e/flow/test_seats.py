"""Two hundred people sign up for fifteen seats over HTTP, and the trips service is killed in the middle of it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from services.community.app import service as community_service
from services.gateway.app import service as gateway_service
from services.trips.app import service as trips_service
from shared.bus import client
from shared.contracts import trips as c
from shared.contracts.types import When
from shared.domain import Refusal
from shared.runtime.runtime import Runtime
from shared.settings import Settings
from tests.support import ROOT
from tests.support.belonging import People
from tests.support.provisioned import provisioned
from tests.support.world import NOON, World

SEATS = 15
NAMES = tuple(f"P{number}" for number in range(200))
CAME_BEFORE = NAMES[::5]
"""Whoever was on an earlier visit."""
AT_ONCE = 25
KILLED_AFTER = 60
PROGRAM = """
import asyncio
from services.trips.app import service
from shared.runtime.runtime import serve
from shared.settings import load
asyncio.run(serve([service], load(), asyncio.Event()))
"""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"http_port": 0})


@dataclass
class Trips:
    """The trips service in a process of its own."""

    settings: Settings
    log: Path
    process: asyncio.subprocess.Process | None = None
    kills: int = 0

    async def start(self) -> None:
        known = {"nats_url", "mongo_url", "bus_prefix", "database_prefix", "keys_dir"}
        told = {
            f"CONVENE_{name.upper()}": str(value) for name, value in self.settings.model_dump(include=known).items()
        }
        with self.log.open("ab") as output:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", PROGRAM, env={**os.environ, **told, "PYTHONPATH": str(ROOT)}, stdout=output, stderr=output
            )  # fmt: skip

    async def kill(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def killed_and_started_again(self) -> None:
        self.kills += 1
        await self.kill()
        await self.start()


@dataclass
class Race:
    """People who sign up, each with one key of their own, until they have an answer."""

    people: People
    address: str
    trips: Trips
    visit: str
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    tries: int = 0

    async def run(self) -> None:
        few = asyncio.Semaphore(AT_ONCE)
        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
            for name in NAMES:
                group.create_task(self._sign_up(name, session, few))

    async def _sign_up(self, name: str, session: aiohttp.ClientSession, few: asyncio.Semaphore) -> None:
        headers = {"Authorization": f"Bearer {self.people.token(name)}", "Idempotency-Key": f"seat-for-{name}"}
        address = f"{self.address}/api/visits/{self.visit}/sign-up"
        async with few:
            while name not in self.answers:
                self.tries += 1
                async with session.post(address, json={}, headers=headers) as response:
                    answer = await response.json()
                    if response.status == 200:
                        self.answers[name] = answer
                    else:
                        assert (response.status, answer["title"]) == (503, "Unavailable"), answer
                        await asyncio.sleep(0.1)
        if len(self.answers) == KILLED_AFTER and not self.trips.kills:
            await self.trips.killed_and_started_again()


@asynccontextmanager
async def trips_alone(settings: Settings, log: Path) -> AsyncIterator[Trips]:
    trips = Trips(settings, log)
    try:
        await trips.start()
        yield trips
    finally:
        await trips.kill()


async def earlier_visit(world: World, people: People) -> None:
    """Some of them have been on a visit, months ago."""
    await provisioned(world.settings, trips_service)
    async with Runtime(trips_service, world.settings, world.clock) as runtime:
        visit = await offered(people, When.of(NOON + timedelta(days=1), "UTC"), len(CAME_BEFORE))
        for name in CAME_BEFORE:
            await people.send(name, c.SignUp(visit_id=visit))
        world.clock.moment = NOON + timedelta(days=2)  # type: ignore[attr-defined]
        await people.send("Cora", c.CompleteVisit(visit_id=visit, learning="Salt."))
        await runtime.journal.shown()


async def offered(people: People, starts: When, seats: int) -> str:
    stop = c.Stop(title="Oven", kind="practice", minutes=60)
    offer = c.ProposeVisit(
        community_id=people.community, title="Bread", place="Bakery", guide="Rosa", programme=(stop,)
    )
    visit: str = (await people.send("Cora", offer))["id"]
    await people.send("Cora", c.ScheduleVisit(visit_id=visit, starts=starts))
    await people.send("Cora", c.OpenSignUp(visit_id=visit, seats=seats))
    return visit


async def serving(people: People) -> None:
    """Wait until the trips service answers."""
    async with asyncio.timeout(20):
        while True:
            try:
                await people.ask("Cora", c.ListVisits(community_id=people.community), c.VisitList)
            except Refusal as refusal:
                assert refusal.status == 503, refusal
                await asyncio.sleep(0.05)
            else:
                return


async def test_a_race_for_seats_ends_with_every_seat_taken_once_and_everybody_else_in_line(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PATIENCE_SECONDS", 2.0)
    runtime = await world.open(community_service, gateway_service)
    people = People(world)
    await people.begin()
    for some in range(0, len(NAMES), 50):
        await asyncio.gather(*(people.joins(name) for name in NAMES[some : some + 50]))
    await earlier_visit(world, people)
    async with trips_alone(world.settings, tmp_path / "trips.log") as trips:
        await serving(people)
        soon = When.of((datetime.now(UTC) + timedelta(days=30)).replace(microsecond=0), "UTC")
        race = Race(people, runtime.parts.address, trips, await offered(people, soon, SEATS))
        await race.run()
        assert trips.kills == 1
        assert race.tries > len(NAMES), "nobody noticed the kill: it was not in the middle"
        seen = await people.ask("Cora", c.GetSignUp(visit_id=race.visit), c.SignUpView)
        again = Race(people, race.address, trips, race.visit)
        await again.run()
        assert trips.kills == 1
    await world.wipe(["trips"])

    names = {people.ids[name]: name for name in NAMES}
    assert {names[person.member_id] for person in seen.people} == set(NAMES)
    assert len(seen.people) == len(NAMES)
    assert (seen.seated, seen.offered, seen.waiting) == (SEATS, 0, len(NAMES) - SEATS)

    facts = {name: answer["events"][0]["data"] for name, answer in race.answers.items()}
    assert {fact["member_id"] for fact in facts.values()} == set(names)
    assert sorted(fact["number"] for fact in facts.values()) == list(range(1, len(NAMES) + 1))
    assert {name for name, fact in facts.items() if fact["attended"]} == set(CAME_BEFORE)
    seated = {name for name, fact in facts.items() if fact["state"] == "seated"}
    assert seated == {names[person.member_id] for person in seen.people if person.state == "seated"}
    assert {facts[name]["number"] for name in seated} == set(range(1, SEATS + 1))

    waiting = [person for person in seen.people if person.state == "waiting"]
    assert [signed_up.place for signed_up in waiting] == list(range(1, len(NAMES) - SEATS + 1))
    turns = [(signed_up.attended, facts[names[signed_up.member_id]]["number"]) for signed_up in waiting]
    assert turns == sorted(turns)

    assert again.answers == {name: {**answer, "repeated": True} for name, answer in race.answers.items()}

"""A seat that becomes free, offered on through the real scheduler, and what becomes of the seats of those who leave."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import orjson
import pytest
from nats.aio.msg import Msg

from services.community.app import service as community_service
from services.scheduler.app import service as scheduler_service
from services.trips.app import service as trips_service
from shared.contracts import community as m
from shared.contracts import trips as c
from shared.contracts.types import When
from tests.support.belonging import People
from tests.support.world import NOON, World

STARTS = When.of(NOON + timedelta(days=9), "Europe/Rome")


class Heard:
    """Sign-up events, as they come over the bus."""

    def __init__(self) -> None:
        self._events: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()

    async def take(self, message: Msg) -> None:
        event = orjson.loads(message.data)
        await self._events.put((event["type"].rpartition(".")[2], event["data"]))

    async def next(self, wanted: str) -> dict[str, Any]:
        async with asyncio.timeout(20):
            while True:
                name, data = await self._events.get()
                if name == wanted:
                    return data


@pytest.fixture
async def people(world: World) -> AsyncIterator[People]:
    await world.open(community_service, trips_service, scheduler_service)
    this_people = People(world)
    await this_people.begin()
    for name in ("Hana", "Ana", "Ben", "Dia"):
        await this_people.joins(name)
    yield this_people


@pytest.fixture
async def heard(world: World, people: People) -> AsyncIterator[Heard]:
    heard = Heard()
    connection = world.runtimes["trips"].connection
    subscription = await connection.subscribe(f"{world.settings.bus_prefix}.ev.*.*.>", cb=heard.take)
    await connection.flush()
    yield heard
    await subscription.unsubscribe()


async def full_visit(people: People) -> str:
    """Ana has the only seat; Ben and Dia wait."""
    offer = c.ProposeVisit(
        community_id=people.community,
        title="Bread",
        place="Bakery",
        guide="Rosa",
        programme=(c.Stop(title="Oven", minutes=60),),
    )
    visit: str = (await people.send("Hana", offer))["id"]
    await people.send("Hana", c.ScheduleVisit(visit_id=visit, starts=STARTS))
    await people.send("Hana", c.OpenSignUp(visit_id=visit, seats=1))
    for name in ("Ana", "Ben", "Dia"):
        await people.send(name, c.SignUp(visit_id=visit))
    return visit


async def test_an_offer_that_nobody_answers_goes_to_the_next_when_its_time_is_over(
    world: World, people: People, heard: Heard
) -> None:
    visit = await full_visit(people)
    await people.send("Ana", c.SignOff(visit_id=visit))
    offered = await heard.next("SeatOffered")
    assert offered["member_id"] == people.ids["Ben"]
    await heard.next("TimerArmed")

    world.clock.moment = NOON + timedelta(hours=24)  # type: ignore[attr-defined]
    assert (await heard.next("SeatOfferOver"))["visit_id"] == visit
    off = await heard.next("MemberSignedOff")
    assert (off["member_id"], off["by"]) == (people.ids["Ben"], "time")
    assert (await heard.next("SeatOffered"))["member_id"] == people.ids["Dia"]


async def test_the_seat_of_whoever_leaves_the_community_is_offered_on(
    world: World, people: People, heard: Heard
) -> None:
    visit = await full_visit(people)
    await people.send("Ana", m.LeaveCommunity(community_id=people.community, member_id=people.ids["Ana"]))
    off = await heard.next("MemberSignedOff")
    assert (off["visit_id"], off["member_id"], off["by"]) == (visit, people.ids["Ana"], "leaving")
    assert (await heard.next("SeatOffered"))["member_id"] == people.ids["Ben"]

"""A stop that is a case clinic, kept in step with the clinic service over the real bus and store."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import orjson
import pytest
from nats.aio.msg import Msg

from services.clinic.app import service as clinic_service
from services.trips.app import service as trips_service
from shared.contracts import clinic as k
from shared.contracts import trips as c
from shared.contracts.base import derived_id
from shared.contracts.types import When
from tests.support.world import COMMUNITY, NOON, World

TOMORROW = When.of(NOON + timedelta(days=1), "Europe/Rome")
LATER = TOMORROW.later(hours=2)


class Heard:
    """What the trips service tells of linked clinics, as it comes over the bus."""

    def __init__(self) -> None:
        self._events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def take(self, message: Msg) -> None:
        event = orjson.loads(message.data)
        if event["type"].rpartition(".")[2] in ("ClinicNoted", "ClinicUnlinked"):
            await self._events.put(event)

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(20):
            data: dict[str, Any] = (await self._events.get())["data"]
            return data


@pytest.fixture
async def heard(world: World) -> AsyncIterator[Heard]:
    """Ana brings cases, Finn facilitates, Hana hosts."""
    runtime = await world.open(clinic_service, trips_service)
    for name, role in (("ana", "member"), ("hana", "member"), ("finn", "facilitator")):
        world.joins(name, role)  # type: ignore[arg-type]
    heard = Heard()
    await runtime.connection.subscribe(f"{world.settings.bus_prefix}.ev.*.trips.>", cb=heard.take)
    await runtime.connection.flush()
    yield heard


async def case_of(world: World, who: str, community: str = COMMUNITY) -> str:
    made = await world.send(who, k.ProposeCase(community_id=community, title="Dough", question="Why does it stick?"))
    found: str = made["id"]
    return found


async def timed(world: World, clinic: str, starts: When) -> None:
    finn = world.joins("finn", "facilitator")
    await world.send("finn", k.ScheduleClinic(clinic_id=clinic, starts=starts, facilitator_id=finn))


async def visit_with(world: World, clinic: str) -> tuple[str, str]:
    """A visit of tomorrow whose second stop is this clinic; its id and the stop's."""
    stops = [
        c.Stop(title="Oven", kind="practice", minutes=60),
        c.Stop(title="Case", kind="case_clinic", minutes=60),
    ]
    offer = c.ProposeVisit(community_id=COMMUNITY, title="Bread", place="Bakery", guide="Rosa", programme=tuple(stops))
    visit: str = (await world.send("hana", offer))["id"]
    await world.send("hana", c.ScheduleVisit(visit_id=visit, starts=TOMORROW))
    stop = (await seen(world, visit)).programme[1].id
    await world.send("hana", c.LinkClinic(visit_id=visit, stop_id=stop, clinic_id=clinic))
    return visit, stop


async def seen(world: World, visit: str) -> c.VisitView:
    return await world.ask("hana", c.GetVisit(visit_id=visit), c.VisitView)


async def test_a_stop_takes_over_its_clinics_time_and_follows_it_to_its_end(world: World, heard: Heard) -> None:
    clinic = await case_of(world, "ana")
    await timed(world, clinic, LATER)
    visit, _ = await visit_with(world, clinic)
    assert (await heard.next())["status"] == "scheduled"
    assert (await seen(world, visit)).programme[1].begins == LATER

    await timed(world, clinic, LATER.later(hours=1))
    assert (await heard.next())["starts_at"].startswith(LATER.later(hours=1).instant.isoformat()[:16])
    assert (await seen(world, visit)).programme[1].begins == LATER.later(hours=1)

    await world.send("finn", k.StartClinic(clinic_id=clinic))
    assert (await heard.next())["status"] == "running"
    for step in ("context", "understanding", "related_experience", "advice"):
        await world.send("finn", k.AdvanceStep(clinic_id=clinic, from_step=step))  # type: ignore[arg-type]
    await world.send("finn", k.CloseClinic(clinic_id=clinic, follow_up=LATER.later(days=20)))
    assert (await heard.next())["status"] == "closed"
    link = (await seen(world, visit)).programme[1].clinic
    assert link is not None
    assert link.status == "closed"


async def test_a_cancelled_clinic_is_marked_and_the_check_says_so(world: World, heard: Heard) -> None:
    clinic = await case_of(world, "ana")
    visit, stop = await visit_with(world, clinic)
    assert (await heard.next())["status"] == "proposed"
    await world.send("ana", k.CancelClinic(clinic_id=clinic, reason="Ill"))
    assert (await heard.next())["status"] == "cancelled"
    told = await world.ask("hana", c.CheckVisit(visit_id=visit), c.CheckView)
    [about] = [finding for finding in told.findings if finding.concern == "clinic"]
    assert (about.stops, "was cancelled" in about.what) == ((stop,), True)


@pytest.mark.parametrize("whose", ["another community's", "nobody's"])
async def test_a_clinic_that_is_not_the_communitys_own_is_unlinked_and_nothing_of_it_is_told(
    world: World, heard: Heard, whose: str
) -> None:
    clinic = derived_id("clinic", "none")
    if whose == "another community's":
        elsewhere = derived_id("community", "elsewhere")
        world.joins("eve", "member", elsewhere)
        clinic = await case_of(world, "eve", elsewhere)
    visit, _ = await visit_with(world, clinic)
    assert "status" not in await heard.next()
    assert (await seen(world, visit)).programme[1].clinic is None

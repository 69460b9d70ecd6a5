"""A day that runs late is looked at before anything moves, over the real bus and store."""

from datetime import timedelta

import pytest

from services.trips.app import service
from shared.contracts import trips as c
from shared.contracts.types import When
from shared.domain import Refusal
from tests.support.world import COMMUNITY, NOON, World

SOON = When.of(NOON + timedelta(hours=1), "Europe/Rome")
OFFER = c.ProposeVisit.model_validate(
    {
        "community_id": COMMUNITY,
        "title": "Bread",
        "place": "Bakery",
        "guide": "Rosa",
        "programme": [
            {"title": "Oven", "kind": "practice", "minutes": 60},
            {"title": "Tea", "kind": "meal", "minutes": 30},
            {"title": "Train", "kind": "travel", "start": "17:00", "minutes": 40, "fixed": True},
        ],
    }
)


@pytest.fixture
async def visit(world: World) -> str:
    await world.open(service)
    for name in ("hana", "ana"):
        world.joins(name, "member")
    found: str = (await world.send("hana", OFFER))["id"]
    await world.send("hana", c.ScheduleVisit(visit_id=found, starts=SOON))
    return found


async def times(world: World, query: c.GetDay | c.GetDelayedDay) -> list[str]:
    day = await world.ask("hana", query, c.DayView)
    return [f"{stop.begins.local:%H:%M}" for stop in day.stops if stop.begins]


async def test_what_would_move_is_what_moves_then_and_nothing_has_moved_before(world: World, visit: str) -> None:
    planned = await times(world, c.GetDay(visit_id=visit))
    tea = (await world.ask("hana", c.GetDay(visit_id=visit), c.DayView)).stops[1].stop_id
    looked = await times(world, c.GetDelayedDay(visit_id=visit, minutes=25, stop_id=tea))
    assert looked == [planned[0], f"{SOON.later(minutes=85).local:%H:%M}", "17:00"]
    assert await times(world, c.GetDay(visit_id=visit)) == planned
    await world.send("hana", c.RunLate(visit_id=visit, minutes=25, stop_id=tea))
    assert await times(world, c.GetDay(visit_id=visit)) == looked


async def test_what_would_no_longer_fit_is_said_before(world: World, visit: str) -> None:
    day = await world.ask("hana", c.GetDelayedDay(visit_id=visit, minutes=120), c.DayView)
    assert "“Train” keeps its time, 17:00" in day.warnings[0]


async def test_it_is_refused_as_the_delay_would_be(world: World, visit: str) -> None:
    with pytest.raises(Refusal, match="can catch up no more") as refusal:
        await world.ask("hana", c.GetDelayedDay(visit_id=visit, minutes=-10), c.DayView)
    assert refusal.value.status == 422
    world.joins("gus", "guest")
    for name in ("ana", "gus"):
        with pytest.raises(Refusal) as refusal:
            await world.ask(name, c.GetDelayedDay(visit_id=visit, minutes=10), c.DayView)
        assert refusal.value.status == 403, name

"""Photos and other memories of a visit over the real bus and store."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from services.trips.app import service
from shared.contracts import trips as c
from shared.contracts.base import derived_id
from shared.contracts.pictures import PictureView
from shared.contracts.types import When
from shared.domain import Refusal
from tests.support.pictures import PLACE, located, opened, photo
from tests.support.world import COMMUNITY, NOON, World

STARTS = When.of(NOON + timedelta(days=1), "Europe/Rome")


@pytest.fixture
async def visit(world: World) -> str:
    """A visit of Hana's that is on; Ana and Ben came along, Gil is a guest who was not invited."""
    await world.open(service)
    for name in ("hana", "ana", "ben"):
        world.joins(name)
    world.joins("gil", "guest")
    stop = c.Stop(title="Oven", kind="practice", minutes=60)
    proposal = c.ProposeVisit(community_id=COMMUNITY, title="Bread", place="Mill", guide="Bea", programme=(stop,))
    found: str = (await world.send("hana", proposal))["id"]
    await world.send("hana", c.ScheduleVisit(visit_id=found, starts=STARTS))
    world.clock.moment = NOON + timedelta(days=1, hours=2)  # type: ignore[attr-defined]
    return found


async def keep(world: World, visit: str, name: str, image: bytes, people: bool = False) -> str:
    done = await world.send(name, c.KeepPhoto(visit_id=visit, alt="An oven", image=image, people=people))
    [event] = done["events"]
    found: str = event["data"]["memory_id"]
    return found


async def look(world: World, visit: str, name: str, memory: str, unless: str | None = None) -> PictureView:
    return await world.ask(name, c.GetPhoto(visit_id=visit, memory_id=memory, unless=unless), PictureView)


async def statuses(world: World, visit: str, memory: str, names: Sequence[str]) -> list[int]:
    found = []
    for name in names:
        try:
            await look(world, visit, name, memory)
            found.append(200)
        except Refusal as refusal:
            found.append(refusal.status)
    return found


async def test_a_photo_is_made_anew_without_the_place_where_it_was_taken(world: World, visit: str) -> None:
    memory = await keep(world, visit, "ana", located())
    seen = await look(world, visit, "ben", memory)
    assert (seen.alt, seen.picture.media_type) == ("An oven", "image/jpeg")
    assert opened(seen.data).size == (800, 600)
    assert PLACE.encode() not in seen.data
    assert b"Camera-maker-kept" not in seen.data
    assert not opened(seen.data).getexif()
    again = await look(world, visit, "ben", memory, unless=seen.picture.id)
    assert again.data == b""


async def test_a_photo_with_people_exists_for_others_once_they_agree_and_no_longer_once_one_objects(
    world: World, visit: str
) -> None:
    memory = await keep(world, visit, "ana", photo(60, 40), people=True)
    who = ("ana", "hana", "ben", "gil")
    assert await statuses(world, visit, memory, who) == [200, 200, 404, 404]
    assert await statuses(world, visit, derived_id("memory", "none"), who) == [404] * 4
    await world.send("hana", c.ConfirmConsent(visit_id=visit, memory_id=memory))
    assert await statuses(world, visit, memory, who) == [200, 200, 200, 404]
    world.joins("dee")
    await world.send("dee", c.WithdrawConsent(visit_id=visit, memory_id=memory))
    assert await statuses(world, visit, memory, (*who, "dee")) == [200, 200, 404, 404, 200]
    trip = await world.ask("ben", c.GetTrip(visit_id=visit), c.TripView)
    assert trip.memories == ()


async def test_the_bytes_of_a_photo_go_when_it_is_taken_back_but_not_those_of_the_same_photo_kept_by_another(
    world: World, visit: str
) -> None:
    same = photo(50, 50)
    first, second = await keep(world, visit, "ana", same), await keep(world, visit, "ben", same)
    other = await keep(world, visit, "ana", photo(70, 30))
    pictures = world.runtimes["trips"].collection("pictures")
    assert await pictures.count_documents({}) == 2
    await world.send("ana", c.RemoveMemory(visit_id=visit, memory_id=other))
    await world.send("ana", c.RemoveMemory(visit_id=visit, memory_id=first))
    async with asyncio.timeout(20):
        while await pictures.count_documents({}) > 1:
            await asyncio.sleep(0.02)
    assert (await look(world, visit, "hana", second)).data
    await world.send("ben", c.RemoveMemory(visit_id=visit, memory_id=second))
    async with asyncio.timeout(20):
        while await pictures.count_documents({}):
            await asyncio.sleep(0.02)


async def test_a_document_is_no_memory(world: World, visit: str) -> None:
    with pytest.raises(Refusal) as refused:
        await keep(world, visit, "ana", b"%PDF-1.7 handout")
    assert refused.value.status == 415
    assert "what people saw" in refused.value.detail


async def test_a_trip_shows_what_may_be_kept_and_by_whom(world: World, visit: str) -> None:
    await world.send("ana", c.KeepMemory(visit_id=visit, what="saw", text="Hands"))
    seen = [await world.ask(name, c.GetTrip(visit_id=visit), c.TripView) for name in ("hana", "ana", "gil")]
    assert [(trip.may_keep, trip.looks_after, len(trip.memories)) for trip in seen] == [
        (True, True, 1),
        (True, False, 1),
        (False, False, 0),
    ]
    assert (seen[0].practice_minutes, seen[0].room_minutes) == (60, 0)

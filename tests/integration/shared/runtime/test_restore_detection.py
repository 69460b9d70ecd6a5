"""The store is put back while the bus goes on: nothing new is swallowed, and what is lost is said."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shared.bus.cloudevents import Meta
from shared.domain import Refusal
from shared.journal.commit import order_of
from shared.journal.epochs import Epochs
from shared.runtime.incidents import incidents
from shared.runtime.runtime import Runtime
from shared.settings import Settings
from tests.support.killable import Killable, own_bus, own_store
from tests.support.pad import ANA
from tests.support.published import burst, has_all, published, three_pads
from tests.support.scribe import Scribe, eventually, pad_service
from tests.support.world import COMMUNITY, NOON, World


@pytest.fixture
async def bus(tmp_path: Path) -> AsyncIterator[Killable]:
    async with own_bus(tmp_path) as killable:
        yield killable


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Killable]:
    async with own_store(tmp_path) as killable:
        yield killable


@pytest.fixture
def alone(settings: Settings, bus: Killable, store: Killable) -> Settings:
    return settings.model_copy(update={"nats_url": bus.url, "mongo_url": store.url})


async def opened(settings: Settings, *services: Any) -> tuple[World, list[Runtime]]:
    world = World(settings)
    world.joins("ana")
    return world, [await world.open(service) for service in services]


async def test_a_store_put_back_begins_an_epoch_and_what_is_new_reaches_everybody_once(
    alone: Settings, bus: Killable, store: Killable
) -> None:
    scribe = Scribe()
    world, [clinic, notify] = await opened(alone, pad_service(), scribe.service)
    streams = await three_pads(clinic)
    await burst(clinic, streams, 0, 30)
    for stream in streams:
        await eventually(notify, stream, 10)
    await world.close()
    await store.keep_copy()
    world, [clinic, notify] = await opened(alone, pad_service(), scribe.service)
    await burst(clinic, streams, 30, 30)
    for stream in streams:
        await eventually(notify, stream, 20)
    await asyncio.gather(clinic.journal.settled(), notify.journal.settled())
    await world.close()

    await store.put_back()
    world, [clinic, notify] = await opened(alone, pad_service(), scribe.service)
    [epoch] = await Epochs(clinic.collection("epochs")).all()
    assert (epoch.number, epoch.events) == (1, 30), "the operator is told what no journal knows"
    # The same versions come a second time, within the time in which the bus knows an id again.
    await burst(clinic, streams, 60, 30)
    await clinic.journal.settled()
    for place, stream in enumerate(streams):
        copied = await eventually(notify, stream, 30)
        assert copied[:10] == list(range(place, 30, 3))
        assert sorted(copied[10:]) == list(range(30 + place, 90, 3)), "each once: the bus had told the lost ones, too"
    events = await has_all(bus.url, clinic, 93)
    assert len({event["id"] for event in events}) == len(events) == 93
    for stream in streams:
        order = [
            order_of(event.get("epoch", 0), int(event["sequence"])) for event in events if event["subject"] == stream
        ]
        assert order == sorted(order)
        assert order[-1] == order_of(1, 21)
    await world.close()


async def test_what_a_service_lost_of_its_reactions_follows_again(
    alone: Settings, bus: Killable, store: Killable
) -> None:
    scribe = Scribe()
    world, [clinic, notify] = await opened(alone, pad_service(), scribe.service)
    [pad, *_] = await three_pads(clinic)
    await burst(clinic, [pad], 0, 5)
    await eventually(notify, pad, 5)
    await notify._look_at_provisions()
    await asyncio.gather(clinic.journal.settled(), notify.journal.settled())
    await world.close()
    # The clinic's events are told before the backup, and copied after it.
    world, [clinic] = await opened(alone, pad_service())
    await burst(clinic, [pad], 5, 5)
    await clinic.journal.settled()
    await world.close()
    await store.keep_copy()
    world, [notify] = await opened(alone, scribe.service)
    assert len(await eventually(notify, pad, 10)) == 10
    await notify.journal.settled()
    await world.close()
    await store.put_back()
    world, [notify] = await opened(alone, scribe.service)
    assert sorted(await eventually(notify, pad, 10)) == list(range(10))
    await world.close()


async def test_a_start_after_a_kill_begins_no_epoch(alone: Settings, bus: Killable) -> None:
    world, [clinic] = await opened(alone, pad_service())
    streams = await three_pads(clinic)
    await burst(clinic, streams, 0, 30)
    await clinic.journal.settled()
    another, [clinic] = await opened(alone, pad_service())
    assert await Epochs(clinic.collection("epochs")).all() == []
    assert len(await published(bus.url, clinic.subjects)) == 33
    await another.close()
    await world.close()


async def test_a_store_put_back_twice_to_the_same_copy_gives_no_id_a_second_time(
    alone: Settings, bus: Killable, store: Killable
) -> None:
    world, [clinic] = await opened(alone, pad_service())
    streams = await three_pads(clinic)
    await clinic.journal.settled()
    await world.close()
    await store.keep_copy()
    for again in range(3):
        world, [clinic] = await opened(alone, pad_service())
        assert clinic.journal.epoch == again
        await burst(clinic, streams, 100 * again, 6)
        await clinic.journal.settled()
        events = await published(bus.url, clinic.subjects)
        assert len({event["id"] for event in events}) == 3 + 6 * (again + 1)
        await world.close()
        await store.put_back()


def test_what_is_newer_is_told_by_the_epoch_first() -> None:
    def meta(version: int, epoch: int) -> Meta:
        return Meta("id", "type", "pad-x", version, NOON, COMMUNITY, ANA.id, epoch=epoch)

    assert meta(8, 1).order > meta(12, 0).order
    assert meta(8, 0).order == 8


async def test_a_store_put_back_under_a_running_service_is_noticed_and_nothing_more_is_taken(
    alone: Settings, bus: Killable, store: Killable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.journal.lane_manager.BEAT_SECONDS", 0.05)
    world, [clinic] = await opened(alone, pad_service())
    await clinic.journal.settled()
    await store.keep_copy()
    streams = await three_pads(clinic)
    await burst(clinic, streams, 0, 30)
    await clinic.journal.settled()
    async with asyncio.timeout(10):
        while clinic.journal.lanes._noted_position < clinic.journal.lanes.position:
            await asyncio.sleep(0.01)
    await store.put_back()
    async with asyncio.timeout(20):
        while not any("put back" in health_problem for health_problem in await clinic.health.problems()):
            await asyncio.sleep(0.05)
    with pytest.raises(Refusal, match="started again"):
        await burst(clinic, streams, 30, 1)
    await world.close()


async def known_incidents(runtime: Runtime) -> list[str]:
    epochs = await Epochs(runtime.collection("epochs")).all()
    return incidents(epochs, runtime.stream.known.cuts, runtime.publisher.foreign)


async def test_the_operator_is_told_what_was_put_back(alone: Settings, bus: Killable, store: Killable) -> None:
    world, [clinic] = await opened(alone, pad_service())
    await clinic.journal.settled()
    await world.close()
    await store.keep_copy()
    await bus.keep_copy()
    world, [clinic] = await opened(alone, pad_service())
    streams = await three_pads(clinic)
    await clinic.journal.settled()
    assert await known_incidents(clinic) == []
    await bus.put_back()
    await has_all(bus.url, clinic, 3)
    async with asyncio.timeout(10):
        while not (told := await known_incidents(clinic)):
            await asyncio.sleep(0.02)
    assert "the bus was put back" in told[0]
    await world.close()
    await store.put_back()
    world, [clinic] = await opened(alone, pad_service())
    [told_of_store] = [incident for incident in await known_incidents(clinic) if "the store was put back" in incident]
    assert "3 events stand on the bus that no journal knows" in told_of_store
    assert streams[0] in told_of_store
    await world.close()

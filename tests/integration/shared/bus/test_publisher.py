"""What reaches the events stream, and in which order, when the bus is killed or loses everything."""

import asyncio
from typing import Any

import nats
import pytest

from shared.runtime.runtime import Runtime
from shared.settings import Settings
from tests.support.killable import Killable
from tests.support.pad import ANA, OpenPad
from tests.support.provisioned import provisioned
from tests.support.published import burst, first_versions, published, three_pads
from tests.support.scribe import Scribe, eventually, pad_service
from tests.support.world import COMMUNITY, World

BURST = 2000


async def test_a_bus_killed_in_a_burst_gets_every_event_in_order(restless: World, bus: Killable) -> None:
    runtime = await restless.open(pad_service())
    streams = await three_pads(runtime)
    bursting = asyncio.create_task(burst(runtime, streams, 0, BURST))
    follower = runtime.journal.followers[0]
    for position in (3, 9):
        while follower.position < position:
            await asyncio.sleep(0)
        await bus.kill()
        await bus.start()
    await bursting
    async with asyncio.timeout(30):
        await runtime.journal.settled()
    events = await published(bus.url, runtime.subjects)
    assert len({event["id"] for event in events}) == BURST + 3
    for place, stream in enumerate(streams):
        last = len(range(place, BURST, 3)) + 1
        assert first_versions(events, stream) == list(range(1, last + 1))


async def test_a_bus_that_lost_everything_is_filled_again_while_the_services_run(
    restless: World, bus: Killable
) -> None:
    scribe = Scribe()
    clinic = await restless.open(pad_service())
    notify = await restless.open(scribe.service)
    streams = await three_pads(clinic)
    await burst(clinic, streams, 0, 60)
    for place, stream in enumerate(streams):
        assert await eventually(notify, stream, 20) == list(range(place, 60, 3))
    await bus.kill()
    bus.wipe()
    writing = asyncio.create_task(burst(clinic, streams, 60, 30))
    await bus.start()
    await restless.provision()
    await writing
    for place, stream in enumerate(streams):
        assert await eventually(notify, stream, 30) == list(range(place, 90, 3))
    await clinic.journal.settled()
    events = [event for event in await published(bus.url, clinic.subjects) if event["source"] == "/convene/clinic"]
    assert len({event["id"] for event in events}) == 93
    for stream in streams:
        assert first_versions(events, stream) == list(range(1, 32))
    assert scribe.seen.count(0) == 2, "the event came again, and had one effect"
    made = await restless.send("ana", OpenPad())
    assert made["version"] == 1


async def filled(url: str, runtime: Runtime, count: int) -> list[dict[str, Any]]:
    """What is on the stream once so many events are there; filling it goes on in the background."""
    events: list[dict[str, Any]] = []
    async with asyncio.timeout(20):
        while len(events) < count:
            await asyncio.sleep(0.05)
            try:
                events = await published(url, runtime.subjects)
            except nats.js.errors.NotFoundError:
                continue
    assert len(events) == count
    return events


async def test_a_bus_that_lost_everything_while_nothing_ran_is_filled_on_start(
    restless: World, bus: Killable, settings: Settings
) -> None:
    await provisioned(restless.settings)
    first = Runtime(pad_service(), restless.settings, restless.clock)
    async with first:
        first.roles.note(COMMUNITY, ANA.id, "member")
        streams = await three_pads(first)
        await burst(first, streams, 0, 30)
    await bus.kill()
    bus.wipe()
    await bus.start()
    second = await restless.open(pad_service())
    events = await filled(bus.url, second, 33)
    for stream in streams:
        assert first_versions(events, stream) == list(range(1, 12))


async def test_reactions_go_on_after_a_bus_was_killed_and_kept_its_data(restless: World, bus: Killable) -> None:
    scribe = Scribe()
    clinic = await restless.open(pad_service())
    notify = await restless.open(scribe.service)
    pad = (await three_pads(clinic))[0]
    await burst(clinic, [pad], 0, 5)
    assert len(await eventually(notify, pad, 5)) == 5
    await bus.kill()
    await bus.start()
    await burst(clinic, [pad], 5, 5)
    assert await eventually(notify, pad, 10) == list(range(10))


async def test_a_consumer_that_was_deleted_is_made_again(restless: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.runtime.runtime.LOOK_SECONDS", 0.2)
    scribe = Scribe()
    clinic = await restless.open(pad_service())
    notify = await restless.open(scribe.service)
    pad = (await three_pads(clinic))[0]
    await notify.js.delete_consumer(notify.subjects.events_stream, notify.subjects.consumer("notify"))
    await restless.provision()
    await burst(clinic, [pad], 0, 3)
    assert await eventually(notify, pad, 3) == [0, 1, 2]


async def test_a_stream_that_was_deleted_is_made_and_filled_again(
    restless: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.runtime.runtime.LOOK_SECONDS", 0.2)
    clinic = await restless.open(pad_service())
    streams = await three_pads(clinic)
    await clinic.js.delete_stream(clinic.subjects.events_stream)
    await restless.provision()
    events = await filled(restless.settings.nats_url, clinic, 3)
    assert {event["subject"] for event in events} == set(streams)


async def test_whoever_uses_an_events_key_first_cannot_keep_it_off_the_stream(restless: World, bus: Killable) -> None:
    clinic = await restless.open(pad_service())
    [pad, *_] = await three_pads(clinic)
    await clinic.journal.settled()
    other = await nats.connect(bus.url)
    js = other.jetstream()
    key = (await js.get_msg(clinic.subjects.events_stream, 1)).headers["Nats-Msg-Id"]  # type: ignore[index]
    forged = clinic.subjects.event(COMMUNITY, "trips", "visit-x", "Nothing")
    await js.publish(forged, b"{}", headers={"Nats-Msg-Id": key.replace("@1.", "@2.")})
    await burst(clinic, [pad], 0, 3)
    await clinic.journal.settled()
    events = [event for event in await published(bus.url, clinic.subjects) if event]
    assert sorted(first_versions(events, pad)) == [1, 2, 3, 4]
    await other.close()

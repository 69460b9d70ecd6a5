"""The bus is put back: after a power cut, or with an old volume, it has its old name and age, and fewer messages."""

import asyncio

import pytest
from nats.js import api

from shared.runtime.runtime import Runtime
from tests.support.killable import Killable
from tests.support.pad import ANA
from tests.support.provisioned import provisioned
from tests.support.published import burst, first_versions, has_all, published, three_pads
from tests.support.scribe import Copy, Scribe, copy_id, eventually, pad_service
from tests.support.world import COMMUNITY, World


async def test_a_bus_put_back_while_services_run_gets_every_event_again_in_order(
    restless: World, bus: Killable
) -> None:
    scribe = Scribe()
    clinic = await restless.open(pad_service())
    notify = await restless.open(scribe.service)
    streams = await three_pads(clinic)
    await burst(clinic, streams, 0, 60)
    await clinic.journal.settled()
    await bus.keep_copy()
    await burst(clinic, streams, 60, 60)
    for place, stream in enumerate(streams):
        assert await eventually(notify, stream, 40) == list(range(place, 120, 3))
    await clinic.journal.settled()

    await bus.put_back()
    await burst(clinic, streams, 120, 30)
    events = await has_all(bus.url, clinic, 153)
    for place, stream in enumerate(streams):
        assert first_versions(events, stream) == list(range(1, 52))
        assert await eventually(notify, stream, 50) == list(range(place, 150, 3)), "told once, in order"


async def test_a_bus_put_back_while_nothing_ran_is_noticed_at_the_start(restless: World, bus: Killable) -> None:
    await provisioned(restless.settings)
    async with Runtime(pad_service(), restless.settings, restless.clock) as first:
        first.roles.note(COMMUNITY, ANA.id, "member")
        streams = await three_pads(first)
        await burst(first, streams, 0, 30)
        await first.journal.settled()
    await bus.keep_copy()
    async with Runtime(pad_service(), restless.settings, restless.clock) as second:
        second.roles.note(COMMUNITY, ANA.id, "member")
        await burst(second, streams, 30, 30)
        await second.journal.settled()
    await bus.put_back()
    third = await restless.open(pad_service())
    events = await has_all(bus.url, third, 63)
    assert len(events) == 63
    for stream in streams:
        assert first_versions(events, stream) == list(range(1, 22))


async def test_what_others_published_since_does_not_hide_that_the_bus_was_put_back(
    restless: World, bus: Killable
) -> None:
    scribe = Scribe()
    await provisioned(restless.settings)
    async with Runtime(pad_service(), restless.settings, restless.clock) as first:
        first.roles.note(COMMUNITY, ANA.id, "member")
        streams = await three_pads(first)
        await first.journal.settled()
        await bus.keep_copy()
        await burst(first, streams, 0, 30)
        await first.journal.settled()
    await bus.put_back()
    notify = await restless.open(scribe.service)
    await asyncio.gather(
        *(notify.execute(Copy(copy_id=copy_id("other"), number=number), f"other {number}", ANA) for number in range(60))
    )
    await notify.journal.settled()
    clinic = await restless.open(pad_service())
    await has_all(bus.url, clinic, 33)
    for stream in streams:
        assert len(await eventually(notify, stream, 10)) == 10


async def test_only_what_is_missing_is_published_again(
    restless: World, bus: Killable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.journal.lane_manager.BEAT_SECONDS", 0.02)
    clinic = await restless.open(pad_service())
    streams = await three_pads(clinic)
    for first in range(0, 600, 10):
        await burst(clinic, streams, first, 10)
        await clinic.journal.settled()
        await asyncio.sleep(0.03)  # lets a beat pass
    await bus.keep_copy()
    await burst(clinic, streams, 600, 20)
    await clinic.journal.settled()
    await bus.put_back()
    events = await has_all(bus.url, clinic, 623)
    assert len(events) < 623 + 150, "the beginning was not published again"


async def test_two_processes_put_their_events_back_in_order(restless: World, bus: Killable) -> None:
    runtime = await restless.open(pad_service())
    async with Runtime(pad_service(), restless.settings, restless.clock) as other:
        other.roles.note(COMMUNITY, ANA.id, "member")
        streams = await three_pads(runtime)
        await runtime.journal.settled()
        await bus.keep_copy()
        for number in range(20):
            await burst((runtime, other)[number % 2], streams, number * 3, 3)
        await asyncio.gather(runtime.journal.settled(), other.journal.settled())
        await bus.put_back()
        events = await has_all(bus.url, runtime, 63)
        for stream in streams:
            assert first_versions(events, stream) == list(range(1, 22))


async def test_a_bus_put_back_twice_is_noticed_twice(restless: World, bus: Killable) -> None:
    clinic = await restless.open(pad_service())
    streams = await three_pads(clinic)
    await clinic.journal.settled()
    await bus.keep_copy()
    for again in range(2):
        await burst(clinic, streams, again * 30, 30)
        await clinic.journal.settled()
        await bus.put_back()
        events = await has_all(bus.url, clinic, 3 + (again + 1) * 30)
        for stream in streams:
            assert first_versions(events, stream) == list(range(1, 12 + again * 10))
    assert [cut.generation for cut in clinic.stream.known.cuts] == [1, 2]


async def test_a_bus_that_was_only_killed_gets_nothing_again(restless: World, bus: Killable) -> None:
    clinic = await restless.open(pad_service())
    streams = await three_pads(clinic)
    await burst(clinic, streams, 0, 30)
    await clinic.journal.settled()
    await bus.kill()
    await bus.start()
    await burst(clinic, streams, 30, 3)
    await clinic.journal.settled()
    assert len(await published(bus.url, clinic.subjects)) == 36
    assert clinic.stream.known.cuts == ()


async def test_the_bus_sets_consumers_back_that_are_further_than_its_stream(restless: World, bus: Killable) -> None:
    """A fact about nats-server that reactions rely on."""
    clinic = await restless.open(pad_service())
    streams = await three_pads(clinic)
    await clinic.journal.settled()
    stream = clinic.subjects.events_stream
    config = api.ConsumerConfig(durable_name="late", ack_policy=api.AckPolicy.EXPLICIT)
    await clinic.js.add_consumer(stream, config)
    await bus.keep_copy()
    await burst(clinic, streams, 0, 30)
    await clinic.journal.settled()
    pulling = await clinic.js.pull_subscribe_bind("late", stream)
    for message in await pulling.fetch(33):
        await message.ack()
    await clinic.connection.flush()
    await bus.put_back(except_for="obs")
    await has_all(bus.url, clinic, 33)
    pulling = await clinic.js.pull_subscribe_bind("late", stream)
    assert len(await pulling.fetch(30)) == 30
    await pulling.unsubscribe()

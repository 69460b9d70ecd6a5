"""The provisioner makes what services need on the bus, and they wait for it in words."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import nats
import pytest
from nats.js import JetStreamContext, api

from shared.bus.provisioner import ProvisionError, provision
from shared.bus.streams import events_stream, filters_of, streams
from shared.bus.subjects import Subjects
from shared.contracts.base import Event
from shared.runtime.runtime import Runtime
from shared.runtime.service import Reactions, Service
from shared.settings import Settings
from tests.support.pad import LineAdded, PadOpened
from tests.support.provisioned import provisioned
from tests.support.scribe import Scribe
from tests.support.world import World


@pytest.fixture
async def js(world: World) -> AsyncIterator[JetStreamContext]:
    client = await nats.connect(world.settings.nats_url)
    yield client.jetstream()
    await client.close()


@pytest.fixture
def subjects(settings: Settings) -> Subjects:
    return Subjects(settings.bus_prefix)


def hearing(*events: type[Event]) -> Service:
    """A service that reacts to these."""
    reactions = Reactions()
    for event in events:
        reactions.functions[event] = lambda *_: []
    return Service("notify", reactions=(reactions,))


async def test_the_second_time_there_is_nothing_to_do(settings: Settings, js: JetStreamContext) -> None:
    made = await provisioned(settings, hearing(PadOpened))
    assert [words.partition(" the ")[0] for words in made] == ["made", "made", "made"]
    assert await provisioned(settings, hearing(PadOpened)) == []


async def test_an_upgrade_adds_what_it_hears_and_goes_on_from_where_the_consumer_was(
    settings: Settings, js: JetStreamContext, subjects: Subjects
) -> None:
    await provisioned(settings, hearing(PadOpened))
    await js.publish(subjects.event("c", "clinic", "p", "PadOpened"), b"1")
    reading = await js.pull_subscribe_bind(subjects.consumer("notify"), subjects.events_stream)
    await (await reading.fetch(1))[0].ack_sync()
    await provisioned(settings, hearing(PadOpened, LineAdded), release="1.3.0")
    await js.publish(subjects.event("c", "clinic", "p", "LineAdded"), b"2")
    assert [message.data for message in await reading.fetch(2, timeout=2)] == [b"2"]


async def test_an_older_release_takes_nothing_away_from_a_newer_one_and_adds_what_it_needs(
    settings: Settings, js: JetStreamContext, subjects: Subjects
) -> None:
    await provisioned(settings, hearing(LineAdded), release="1.10.0")
    await provisioned(settings, hearing(PadOpened), release="1.9.1")
    both = {subjects.events_of(event) for event in (LineAdded, PadOpened)}
    assert await filters(js, subjects) == both
    await provisioned(settings, hearing(LineAdded), release="1.10.0")
    assert await filters(js, subjects) == {subjects.events_of(LineAdded)}, "its own word counts again"


async def test_an_older_release_leaves_a_newer_ones_stream_alone(
    settings: Settings, js: JetStreamContext, subjects: Subjects
) -> None:
    await provisioned(settings, release="1.9.0")
    newer = replace(events_stream(subjects), max_age=86400)
    await provision(js, [newer], [], "1.10.0")
    assert await provisioned(settings, release="1.9.0") == []
    assert (await js.stream_info(subjects.events_stream)).config.max_age == 86400


async def filters(js: JetStreamContext, subjects: Subjects) -> set[str]:
    info = await js.consumer_info(subjects.events_stream, subjects.consumer("notify"))
    return filters_of(info.config)


async def test_what_somebody_changed_in_a_stream_is_put_right_but_not_where_and_how_it_is_stored(
    settings: Settings, js: JetStreamContext, subjects: Subjects
) -> None:
    await provisioned(settings)
    config = (await js.stream_info(subjects.events_stream)).config
    attacked = config.evolve(
        max_msgs=1,
        subjects=[subjects.all_events, f"{settings.bus_prefix}.cmd.>"],
        republish=api.RePublish(src=">", dest="tapped.>"),
        compression=api.StoreCompression.S2,
    )
    await js.update_stream(attacked)
    [changed] = await provisioned(settings)
    assert all(field in changed for field in ("max_msgs", "subjects", "republish"))
    config = (await js.stream_info(subjects.events_stream)).config
    assert (config.max_msgs, config.subjects, config.republish) == (-1, [subjects.all_events], None)
    assert config.compression == api.StoreCompression.S2


async def test_a_stream_that_can_never_be_changed_again_is_named(
    settings: Settings, js: JetStreamContext, subjects: Subjects
) -> None:
    await js.add_stream(
        next(stream for stream in streams(subjects) if stream.name == subjects.events_stream), sealed=False
    )
    config = (await js.stream_info(subjects.events_stream)).config
    await js.update_stream(config.evolve(sealed=True))
    with pytest.raises(ProvisionError, match=f"the stream {subjects.events_stream} can't be changed: .*seal"):
        await provisioned(settings)


async def starts(runtime: Runtime, lacks: str, provide: Callable[[], object]) -> None:
    """It waits, says what is missing and what to do, and starts once it is there."""
    starting = asyncio.create_task(runtime.__aenter__())
    async with asyncio.timeout(20):
        while lacks not in runtime.provisions.lacks:
            assert not starting.done()
            await asyncio.sleep(0)
        assert "run `convene provision`" in runtime.provisions.lacks
        await provide()  # type: ignore[misc]
        await starting
    assert runtime.provisions.lacks == ""
    await runtime.__aexit__()


async def test_a_service_waits_in_words_for_a_stream_that_it_may_not_make(settings: Settings, world: World) -> None:
    runtime = Runtime(Scribe().service, settings, world.clock)
    await starts(runtime, "has no stream", lambda: provisioned(settings, runtime.service))


async def test_a_service_waits_for_a_consumer_that_leaves_out_what_a_newer_one_hears(
    settings: Settings, world: World
) -> None:
    await provisioned(settings, hearing(PadOpened))
    runtime = Runtime(Scribe().service, settings, world.clock)
    await starts(runtime, "leaves out", lambda: provisioned(settings, runtime.service))


async def test_what_is_lost_while_a_service_runs_is_told_by_its_health_until_it_is_there_again(
    world: World, js: JetStreamContext, subjects: Subjects, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.runtime.runtime.LOOK_SECONDS", 0.05)
    runtime = await world.open(Scribe().service)
    await js.delete_consumer(subjects.events_stream, subjects.consumer("notify"))
    async with asyncio.timeout(20):
        while not any("has no consumer" in ailment for ailment in await runtime.health.problems()):
            await asyncio.sleep(0.01)
        await world.provision()
        while await runtime.health.problems():
            await asyncio.sleep(0.01)

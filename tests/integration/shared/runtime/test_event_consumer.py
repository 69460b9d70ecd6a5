"""What happens to events that arrive: each has its effect once, in order, or is parked with the reason."""

import asyncio
from typing import Any

import nats
import orjson
import pytest
from pymongo.errors import AutoReconnect

from shared.bus.client import PATIENCE_SECONDS
from shared.domain import Refusal, conflict
from shared.runtime import event_consumer
from shared.runtime.runtime import Runtime
from tests.support.pad import AddLine, OpenPad
from tests.support.provisioned import provisioned
from tests.support.scribe import Scribe, eventually, pad_service
from tests.support.world import World

AWAY = Refusal(503, "unavailable", "The community service is not running.")


@pytest.fixture
def scribe(world: World) -> Scribe:
    world.joins("ana")
    return Scribe()


@pytest.fixture
async def runtime(world: World, scribe: Scribe) -> Runtime:
    await world.open(pad_service())
    return await world.open(scribe.service)


@pytest.fixture
async def pad(world: World, runtime: Runtime) -> str:
    made = await world.send("ana", OpenPad())
    return str(made["id"])


async def add(world: World, pad: str, *numbers: int) -> None:
    for number in numbers:
        await world.send("ana", AddLine(pad_id=pad, text="A line.", number=number))


async def operate(world: World, name: str, **data: Any) -> dict[str, Any]:
    """Ask an operation of the scribe, as an operator."""
    client = await nats.connect(world.settings.nats_url)
    subject = world.runtimes["notify"].subjects.operation("notify", name)
    asked = {"token": world.operator_token(), "data": data}
    reply = await client.request(subject, orjson.dumps(asked), timeout=PATIENCE_SECONDS)
    await client.close()
    found: dict[str, Any] = orjson.loads(reply.data)["ok"]
    return found


async def letters(world: World, count: int) -> list[dict[str, Any]]:
    """The dead letters, once there are so many."""
    async with asyncio.timeout(10):
        while len(found := (await operate(world, "ListDeadLetters"))["dead_letters"]) < count:
            await asyncio.sleep(0.05)
    parked: list[dict[str, Any]] = found
    return parked


async def unacknowledged(runtime: Runtime) -> int:
    info = await runtime.js.consumer_info(runtime.subjects.events_stream, runtime.subjects.consumer("notify"))
    return (info.num_ack_pending or 0) + (info.num_pending or 0)


async def all_acknowledged(runtime: Runtime) -> None:
    async with asyncio.timeout(10):
        while await unacknowledged(runtime):
            await asyncio.sleep(0.05)


async def put(runtime: Runtime, pad: str, payload: bytes) -> None:
    """Put a message where lines are announced."""
    subject = runtime.subjects.event("community-x", "clinic", pad, "LineAdded")
    await runtime.js.publish(subject, payload)


def event(pad: str, **changes: Any) -> bytes:
    document = {
        "specversion": "1.0",
        "id": f"{pad}@9.1",
        "source": "/convene/clinic",
        "type": "convene.clinic.LineAdded",
        "subject": pad,
        "time": "2026-09-14T12:00:00+00:00",
        "sequence": "0000000009",
        "revision": 1,
        "community": "community-x",
        "data": {"pad_id": pad, "number": 9},
    }
    return orjson.dumps({**document, **changes})


async def test_every_event_has_its_effect_once_and_in_order(world: World, runtime: Runtime, pad: str) -> None:
    await add(world, pad, *range(20))
    assert await eventually(runtime, pad, 20) == list(range(20))


async def test_an_event_that_comes_twice_has_one_effect(world: World, runtime: Runtime, pad: str) -> None:
    for _ in range(2):
        await put(runtime, pad, event(pad))
    await add(world, pad, 1)
    assert await eventually(runtime, pad, 2) == [9, 1]


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"no JSON", "not a CloudEvent"),
        (b"[]", "not a CloudEvent"),
        ("type", "nothing here knows"),
        ("revision", "update it, then retry"),
        ("data", "does not have the fields"),
        ("time", "not a CloudEvent"),
    ],
)
async def test_what_cannot_be_read_is_parked_with_the_reason_and_stops_nobody(
    world: World, runtime: Runtime, pad: str, payload: Any, reason: str
) -> None:
    changes = {"type": "convene.clinic.PadBurnt", "revision": 2, "data": {"number": "many"}, "time": "noon"}
    await put(runtime, pad, payload if isinstance(payload, bytes) else event(pad, **{payload: changes[payload]}))
    await add(world, pad, 1)
    assert await eventually(runtime, pad, 1) == [1]
    parked = await letters(world, 1)
    assert reason in parked[0]["reason"]
    await all_acknowledged(runtime)


async def test_an_event_that_is_refused_is_parked_and_can_be_retried(
    world: World, runtime: Runtime, scribe: Scribe, pad: str
) -> None:
    scribe.fails[1] = [conflict("full", "This pad is full."), conflict("full", "Still full.")]
    await add(world, pad, 1, 2)
    assert await eventually(runtime, pad, 1) == [2]
    parked = (await letters(world, 1))[0]
    assert "This pad is full." in parked["reason"]
    await all_acknowledged(runtime)
    assert await operate(world, "RetryDeadLetter", id=parked["id"]) == {"outcome": "still parked: Still full."}
    assert "Still full." in (await letters(world, 1))[0]["reason"]
    assert await operate(world, "RetryDeadLetter", id=parked["id"]) == {"outcome": "done"}
    assert await eventually(runtime, pad, 2) == [2, 1]
    assert (await operate(world, "ListDeadLetters"))["dead_letters"] == []


@pytest.mark.parametrize("error", [AWAY, AutoReconnect("the store is away"), TimeoutError()])
async def test_during_an_outage_an_event_waits_and_nothing_overtakes_it(
    world: World, runtime: Runtime, scribe: Scribe, pad: str, error: Exception
) -> None:
    scribe.fails[1] = [error, error]
    await add(world, pad, *range(6))
    assert await eventually(runtime, pad, 6) == list(range(6))
    assert scribe.seen.count(1) == 3
    assert scribe.seen.count(2) == 1
    await all_acknowledged(runtime)
    assert (await operate(world, "ListDeadLetters"))["dead_letters"] == []


async def test_other_things_do_not_wait(world: World, runtime: Runtime, scribe: Scribe, pad: str) -> None:
    scribe.fails[1] = [AWAY] * 3
    other = str((await world.send("ana", OpenPad()))["id"])
    await add(world, pad, 1)
    await scribe.until(1)
    await add(world, other, 7)
    assert await eventually(runtime, other, 1) == [7]
    assert await eventually(runtime, pad, 1) == [1]
    assert scribe.seen.index(7) < len(scribe.seen) - 1


async def test_a_mistake_is_tried_a_few_times_and_then_parked(
    world: World, runtime: Runtime, scribe: Scribe, pad: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_consumer, "PAUSES", (0.02,))
    scribe.fails[1] = [ZeroDivisionError("a mistake") for _ in range(20)]
    await add(world, pad, 1, 2)
    assert "a mistake" in (await letters(world, 1))[0]["reason"]
    assert await eventually(runtime, pad, 1) == [2]
    assert scribe.seen.count(1) == event_consumer.TRIES_FOR_MISTAKES
    await all_acknowledged(runtime)


async def test_what_is_tried_as_often_as_the_bus_brings_it_is_parked(
    world: World, runtime: Runtime, scribe: Scribe, pad: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_consumer, "PAUSES", (0.02,))
    monkeypatch.setattr(event_consumer, "MOST_DELIVERIES", 3)
    scribe.fails[1] = [AWAY] * 20
    await add(world, pad, 1)
    assert "tried 3 times" in (await letters(world, 1))[0]["reason"]


async def test_while_the_store_takes_no_letters_the_event_is_not_lost(
    world: World, runtime: Runtime, pad: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    park, tried = runtime.dead_letters.park, []

    async def fails_first(*arguments: str) -> None:
        tried.append(arguments)
        if len(tried) < 3:
            raise AutoReconnect("the store is away")
        await park(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(runtime.dead_letters, "park", fails_first)
    await put(runtime, pad, b"no JSON")
    assert len(await letters(world, 1)) == 1


async def test_what_streams_in_while_a_service_stops_reaches_the_next_one(world: World, scribe: Scribe) -> None:
    clinic = await world.open(pad_service())
    pad = str((await world.send("ana", OpenPad()))["id"])
    await provisioned(world.settings, scribe.service)
    stopping = Runtime(scribe.service, world.settings, world.clock)
    async with stopping:
        adding = asyncio.create_task(add(world, pad, *range(150)))
        await scribe.until(20)
    await adding
    await clinic.journal.settled()
    runtime = await world.open(scribe.service)
    found = await eventually(runtime, pad, 150)
    assert sorted(found) == list(range(150))


async def test_what_has_begun_when_a_service_stops_is_finished(world: World, scribe: Scribe) -> None:
    await world.open(pad_service())
    pad = str((await world.send("ana", OpenPad()))["id"])
    await provisioned(world.settings, scribe.service)
    stopping = Runtime(scribe.service, world.settings, world.clock)
    await stopping.__aenter__()
    scribe.pause.clear()
    await add(world, pad, 1)
    async with asyncio.timeout(10):
        while not scribe.seen:
            await asyncio.sleep(0.01)
    closing = asyncio.create_task(stopping.__aexit__(None, None, None))
    await asyncio.sleep(0.05)
    scribe.pause.set()
    await closing
    runtime = await world.open(scribe.service)
    assert await eventually(runtime, pad, 1) == [1]
    assert scribe.seen == [1]

"""A disk that really is full: nothing is started again before there is room, then everything heals by itself."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import nats
import pytest
from nats.errors import Error as NatsError
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError

from convene.stack import Stack, StackError
from convene.stack.nats import ailment as bus_ailment
from shared.settings import Settings
from shared.store.health import store_problem
from tests.support.small_disk import SmallDisk, small_disk

ROOMY = Settings(disk_free_mb=30)
LARGE = "x" * 1_000_000
type Store = AsyncMongoClient[dict[str, object]]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", megabytes=96) as disk:
        yield disk


@pytest.fixture
async def said() -> list[str]:
    return []


@pytest.fixture
async def stack(disk: SmallDisk, said: list[str]) -> AsyncIterator[Stack]:
    async with Stack(disk.path, [], base=ROOMY, say=said.append) as stack:
        yield stack


@pytest.fixture
async def store(stack: Stack) -> AsyncIterator[Store]:
    client: Store = AsyncMongoClient(stack.settings.mongo_url, serverSelectionTimeoutMS=2000, socketTimeoutMS=5000)
    yield client
    await client.close()


@pytest.mark.parametrize("left", [pytest.param(0, id="it goes on in part"), pytest.param(60_000, id="it panics")])
async def test_a_store_that_met_a_full_disk_is_started_again_once_there_is_room_and_has_all_it_acknowledged(
    disk: SmallDisk, stack: Stack, store: Store, said: list[str], left: int
) -> None:
    await store["test"]["things"].insert_one({"_id": -1})
    disk.fill(left)
    acknowledged = await write_until_refused(store)
    await until_told(said, "store: it takes nothing")
    assert "disk full: 0 MB free" in said[-1]
    child = stack.children["store"]
    assert child.restarts == 0

    disk.make_room()
    await child.back(restarts=0)

    found = {document["_id"] async for document in store["test"]["things"].find({}, {"_id": 1})}
    assert acknowledged
    assert acknowledged <= found
    assert await store_problem(stack.settings.mongo_url, "test") is None


async def test_a_bus_that_met_a_full_disk_is_started_again_once_there_is_room_and_takes_messages(
    disk: SmallDisk, stack: Stack, said: list[str]
) -> None:
    client = await nats.connect(stack.settings.nats_url)
    js = client.jetstream(timeout=2)
    await js.add_stream(name="things", subjects=["things"])
    await js.publish("things", b"kept")
    disk.fill()
    with pytest.raises(NatsError):
        for _ in range(10):
            await js.publish("things", bytes(200_000))
    await until_told(said, "nats: it says that it is not well")

    disk.make_room()
    await stack.children["nats"].back(restarts=0)

    assert await bus_ailment(port_of_health(stack)) is None
    assert (await js.publish("things", b"more")).seq > 1
    await client.close()


async def test_on_a_full_disk_the_stack_says_so_in_words(disk: SmallDisk) -> None:
    disk.fill()
    with pytest.raises(StackError, match="disk full: 0 MB free"):
        async with Stack(disk.path, [], base=ROOMY):
            pass


async def write_until_refused(store: Store) -> set[object]:
    """Write large things until the store takes no more; those that it acknowledged."""
    acknowledged: set[object] = {-1}
    try:
        for number in range(200):
            await store["test"]["things"].insert_one({"_id": number, "text": LARGE})
            acknowledged.add(number)
    except PyMongoError:
        return acknowledged
    raise AssertionError("the disk was not full")


async def until_told(said: list[str], beginning: str, seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not any(line.startswith(beginning) for line in said):
            await asyncio.sleep(0.1)


def port_of_health(stack: Stack) -> int:
    return stack.ports["NATS health"]

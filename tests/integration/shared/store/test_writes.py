"""Changes of many documents in one call, on the real store."""

from collections.abc import AsyncIterator

import pytest

from shared.settings import Settings
from shared.store.driver import Collection, Document, Store
from shared.store.errors import StoreError
from shared.store.writes import (
    insert_new,
    insert_until_duplicate,
    replacement,
    set_addition,
    update,
    write,
    write_unless_taken,
)


@pytest.fixture(params=["motor", "pymongo"])
async def collection(settings: Settings, request: pytest.FixtureRequest) -> AsyncIterator[Collection]:
    store = Store(settings.mongo_url, request.param)
    yield store.database(f"{settings.database_prefix}_writes")["things"]
    await store.drop(f"{settings.database_prefix}_writes")
    await store.close()


async def documents(collection: Collection) -> list[Document]:
    return sorted([document async for document in collection.find({})], key=lambda document: str(document["_id"]))


async def test_only_what_is_not_there_yet_is_inserted(collection: Collection) -> None:
    await insert_new(collection, [])
    await insert_new(collection, [{"_id": "a", "n": 1}])
    await insert_new(collection, [{"_id": "a", "n": 2}, {"_id": "b", "n": 2}])
    assert await documents(collection) == [{"_id": "a", "n": 1}, {"_id": "b", "n": 2}]


async def test_an_ordered_insert_tells_whose_id_was_taken(collection: Collection) -> None:
    assert await insert_until_duplicate(collection, [{"_id": "b"}]) is None
    assert await insert_until_duplicate(collection, [{"_id": "a"}, {"_id": "b"}, {"_id": "c"}]) == 1
    assert [document["_id"] for document in await documents(collection)] == ["a", "b"]


async def test_a_replacement_leaves_alone_what_does_not_meet_its_condition(collection: Collection) -> None:
    await write(collection, [replacement({"_id": "a", "n": 5})])
    older = replacement({"_id": "a", "n": 4}, n={"$lte": 4})
    await write_unless_taken(collection, [older, replacement({"_id": "b", "n": 4}, n={"$lte": 4})])
    assert await documents(collection) == [{"_id": "a", "n": 5}, {"_id": "b", "n": 4}]
    with pytest.raises(StoreError):
        await write(collection, [older])


async def test_an_update_changes_what_meets_its_condition_and_makes_nothing(collection: Collection) -> None:
    await write(collection, [replacement({"_id": "a", "n": 1})])
    await write(collection, [update("a", {"n": 2}, n={"$lt": 2}), update("b", {"n": 2})])
    await write(collection, [update("a", {"n": 1}, n={"$lt": 1})])
    assert await documents(collection) == [{"_id": "a", "n": 2}]


async def test_a_value_is_once_in_a_set(collection: Collection) -> None:
    await write(collection, [set_addition("a", "values", 1), set_addition("a", "values", 2)])
    await write(collection, [set_addition("a", "values", 1)])
    (document,) = await documents(collection)
    assert sorted(document["values"]) == [1, 2]

"""Journals on the real store, each test on a database of its own.

`test_journal.py` runs with both drivers; the others at night with the second one.
"""

import itertools
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from shared.journal import Journal
from shared.journal.follower import Sink
from shared.store.driver import Database, Store
from tests.support.journals import Pads, Start
from tests.support.pad import pads
from tests.support.servers import Servers

HERE = Path(__file__).parent
SECOND = "pymongo"
_number = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if f"[{SECOND}" in item.name and item.path.parent == HERE and item.path.name != "test_journal.py":
            item.add_marker(pytest.mark.night)


@pytest.fixture(scope="session", params=["motor", SECOND])
async def store(request: pytest.FixtureRequest, real_servers: Servers) -> AsyncIterator[Store]:
    this_store = Store(real_servers.mongo_url, request.param)
    yield this_store
    await this_store.close()


@pytest.fixture
async def database(store: Store) -> AsyncIterator[Database]:
    name = f"journal{next(_number)}_{store.driver}"
    yield store.database(name)
    await store.drop(name)


@pytest.fixture
async def start(database: Database) -> AsyncIterator[Start]:
    """Starts a journal on the test's database: `await start(sink, ...)`. Several are several processes to each other."""
    async with AsyncExitStack() as stack:

        async def one(*sinks: Sink, on: Database = database, revision: int = 1, kept: int = 2000) -> Pads:
            journal = Journal(on, [pads(revision)], sinks, streams_kept=kept)
            await journal.start()
            await journal.settled()  # what the dead left is delivered in the background
            stack.push_async_callback(journal.stop)
            return Pads(journal)

        yield one

"""Snapshots: a long stream is opened without reading all of it."""

import asyncio
import zlib
from typing import Any

import pytest
from pymongo.monitoring import CommandListener

from shared.journal.head import Head
from shared.journal.snapshots import EVERY, is_due
from shared.store.driver import Database, Store
from tests.support.journals import Start
from tests.support.pad import pads
from tests.support.servers import Servers


class Counting(CommandListener):
    """Counts the journal's documents that the store hands out."""

    def __init__(self) -> None:
        self.documents = 0

    def started(self, event: Any) -> None:
        pass

    def failed(self, event: Any) -> None:
        pass

    def succeeded(self, event: Any) -> None:
        cursor = event.reply.get("cursor", {})
        if cursor.get("ns", "").endswith(".journal"):
            self.documents += len(cursor.get("firstBatch", ())) + len(cursor.get("nextBatch", ()))


async def long_pad(start: Start, lines: int, database: Database) -> str:
    this_pads = await start()
    pad = await this_pads.open("pad")
    await asyncio.gather(*(this_pads.add(pad, f"line {number}") for number in range(lines)))
    for task in list(this_pads.journal._snapshotter._tasks):
        await task
    await this_pads.journal.stop()
    assert await database["snapshots"].find_one({"_id": pad})
    return pad


async def test_opening_a_long_stream_reads_few_documents(
    start: Start, database: Database, store: Store, real_servers: Servers
) -> None:
    pad = await long_pad(start, 5 * EVERY, database)
    counting = Counting()
    counted = Store(real_servers.mongo_url, store.driver, event_listeners=[counting])
    this_pads = await start(on=counted.database(database.name))  # type: ignore[attr-defined]
    lines = await this_pads.lines(pad)
    assert lines == [f"line {number}" for number in range(5 * EVERY)]
    assert counting.documents < EVERY
    again = await this_pads.add(pad, "line 3")
    assert (again.version, again.repeated) == (5, True)
    assert (await this_pads.add(pad, "next")).version == 5 * EVERY + 2
    await this_pads.journal.stop()
    await counted.close()


async def test_a_snapshot_of_another_revision_is_not_used(start: Start, database: Database) -> None:
    pad = await long_pad(start, EVERY, database)
    spoiled = await database["snapshots"].find_one({"_id": pad})
    assert spoiled is not None
    await database["snapshots"].replace_one({"_id": pad}, {**spoiled, "state": b"of another shape"})
    this_pads = await start(revision=2)
    assert len(await this_pads.lines(pad)) == EVERY


@pytest.mark.parametrize(
    "changes",
    [
        {"state": {"rest": b"not packed", "shelves": {}}},
        {"state": {"rest": zlib.compress(b'{"most": "many"}'), "shelves": {}}},
        {"state": None},
        {"answers": [b"not packed"]},
        {"answers": 7},
    ],
)
async def test_a_snapshot_that_cannot_be_read_is_made_again(
    start: Start, database: Database, changes: dict[str, Any]
) -> None:
    pad = await long_pad(start, EVERY, database)
    await database["snapshots"].update_one({"_id": pad}, {"$set": changes})
    this_pads = await start()
    assert len(await this_pads.lines(pad)) == EVERY
    assert (await this_pads.add(pad, "next")).version == EVERY + 2


async def test_a_snapshot_that_cannot_be_kept_costs_nothing_else(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.journal.snapshot_codec.zlib.compress", lambda state, level: b"x" * 17 * 1024 * 1024)
    this_pads = await start()
    pad = await this_pads.open("pad")
    await asyncio.gather(*(this_pads.add(pad, f"line {number}") for number in range(EVERY + 1)))
    outcomes = await asyncio.gather(*this_pads.journal._snapshotter._tasks, return_exceptions=True)
    assert outcomes
    assert set(outcomes) == {None}
    assert (await this_pads.add(pad, "goes on")).version == EVERY + 3


@pytest.mark.parametrize(
    ("version", "since", "quiet", "due"),
    [
        (200, 200, False, True),
        (199, 199, False, False),
        (50, 50, True, True),
        (49, 49, True, False),
        (20_000, 199, True, False),
        (20_000, 200, True, True),
        (4000, 300, False, False),
        (4000, 300, True, True),
        (4000, 1000, False, True),
    ],
)
def test_a_long_stream_is_kept_more_rarely_and_while_it_is_busy_most_of_all(
    version: int, since: int, quiet: bool, due: bool
) -> None:
    head = Head("pad-" + "a" * 26, pads(), version=version)
    head.snapshot_version = version - since
    assert is_due(head, quiet) is due

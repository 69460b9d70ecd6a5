"""Several journals on one database: what several processes of a service are to each other."""

import asyncio
import os
import sys

import pytest

from shared.domain import Refusal
from shared.journal.lanes import Lane, Lanes
from shared.journal.reader import Reader
from shared.journal.set_aside import SetAside
from shared.store.driver import Database, Store
from tests.support.journals import Pads, Start, documents
from tests.support.pad import LineAdded, Notebook, PadOpened, pad_id
from tests.support.servers import Servers

TYPES = {event.__name__: event for event in (PadOpened, LineAdded)}


def dead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every lane look as if its owner had died."""
    monkeypatch.setattr(Lane, "owner_lives", property(lambda lane: False))


async def test_two_processes_lose_and_double_nothing(start: Start, database: Database) -> None:
    sinks = Notebook("one"), Notebook("other")
    pads, other = await start(sinks[0]), await start(sinks[1])
    pad = await pads.open("pad")
    receipts = await asyncio.gather(
        *(process.add(pad, f"{name} {number}") for number in range(60) for name, process in (("a", pads), ("b", other)))
    )
    versions = sorted(receipt.version for receipt in receipts)
    assert versions == list(range(2, 122))
    stored = await documents(database, pad)
    assert [document["version"] for document in stored] == list(range(1, 122))
    said = [document["events"][0]["data"]["text"] for document in stored[1:]]
    assert sorted(said) == sorted(f"{name} {number}" for number in range(60) for name in "ab")
    assert await pads.lines(pad) == await other.lines(pad) == said
    assert len({document["lane"] for document in stored}) == 2


async def test_what_several_processes_publish_is_in_order(start: Start, database: Database) -> None:
    shared = Notebook()
    processes = [await start(shared) for _ in range(3)]
    streams = [await processes[0].open(f"pad {number}") for number in range(2)]
    await asyncio.gather(
        *(
            process.add(stream, f"{place} {number}")
            for number in range(30)
            for place, process in enumerate(processes)
            for stream in streams
        )
    )
    for process in processes:
        await process.journal.settled()
    for stream in streams:
        assert shared.first_versions(stream) == list(range(1, 92))


async def test_a_refusal_on_an_old_state_is_decided_again(start: Start) -> None:
    pads, other = await start(), await start()
    pad = await pads.open("pad", most=1)
    await pads.add(pad, "first")
    assert await other.lines(pad) == ["first"]
    with pytest.raises(Refusal):
        await other.add(pad, "second")
    stale = await pads.open("stale")
    assert await other.lines(stale) == []
    await pads.add(stale, "seen by one only")
    assert (await other.add(stale, "expects what is so", expected=2)).version == 3
    with pytest.raises(Refusal) as refused:
        await pads.add(stale, "expects what was so", expected=2)
    assert refused.value.extra["version"] == 3


async def test_what_another_process_did_not_publish_yet_goes_before_what_builds_on_it(start: Start) -> None:
    stuck, sink = Notebook("stuck"), Notebook()
    stuck.fails = True
    pads, other = await start(stuck), await start(sink)
    pad = await pads.open("pad")
    await pads.add(pad, "not published")
    await other.add(pad, "built on it")
    await other.journal.settled()
    assert [commit.version for commit in sink.commits] == [1, 2, 3]
    stuck.fails = False


async def test_a_repetition_that_another_process_answers_is_the_same(start: Start) -> None:
    pads, other = await start(), await start()
    pad = await pads.open("pad")
    await other.lines(pad)
    first = await pads.add(pad, "once")
    again = await other.add(pad, "once")
    assert (again.version, again.repeated) == (first.version, True)


async def test_reading_shows_what_another_process_wrote(start: Start) -> None:
    pads, other = await start(), await start()
    pad = await pads.open("pad")
    assert await other.lines(pad) == []
    await pads.add(pad, "new")
    assert await other.lines(pad) == ["new"]


async def test_a_lane_with_a_clash_in_the_middle_is_read_back_as_it_was_written(
    start: Start, database: Database
) -> None:
    pads, other = await start(), await start()
    streams = [await pads.open(f"pad {number}") for number in range(6)]
    for stream in streams:
        await other.lines(stream)
    await pads.add(streams[2], "one was faster")
    await asyncio.gather(*(other.add(stream, f"line {stream}") for stream in streams))
    lane = other.journal._ready_writer().lane
    reader = Reader(database["journal"], TYPES, SetAside(database["set_aside"]))
    read = [(number, commit) async for number, commits in reader.batches(lane, 0) for commit in commits]
    assert sorted(commit.id for _, commit in read) == sorted(
        f"{stream}@{3 if stream == streams[2] else 2}" for stream in streams
    )
    assert all(commit.batch == number and commit.lane == lane for number, commit in read)


async def test_the_next_process_delivers_what_a_stopped_one_could_not(
    start: Start, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = Notebook()
    failing.fails = True
    monkeypatch.setattr("shared.journal.follower.Follower.stop.__defaults__", (0.1,))
    pads = await start(failing)
    pad = await pads.open("pad")
    await pads.add(pad, "line")
    await pads.journal.stop()
    dead(monkeypatch)
    sink = Notebook()
    await start(sink)
    assert sink.first_versions(pad) == [1, 2]
    failing.fails = False
    assert sorted(lane.done for lane in await Lanes(database["lanes"]).all()) == [False, True]


async def test_a_delivered_lane_is_not_delivered_again(
    start: Start, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    pads = await start(Notebook())
    await pads.open("pad")
    await pads.journal.stop()
    dead(monkeypatch)
    sink = Notebook()
    await start(sink)
    assert sink.commits == []


async def test_a_process_killed_before_it_published_is_finished_by_the_next(
    start: Start, store: Store, real_servers: Servers
) -> None:
    name = f"killed_{store.driver}"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.pad_process", real_servers.mongo_url, name, "pad", stdout=-1
    )
    assert process.stdout is not None
    acknowledged: list[int] = []
    async for line in process.stdout:
        if line.startswith(b"acknowledged ") and line.endswith(b"\n"):
            acknowledged += [int(version) for version in line.split()[1:]]
        if len(acknowledged) >= 80 and process.returncode is None:
            os.kill(process.pid, 9)
            await process.wait()
    try:
        sink = Notebook()
        pads = await start(sink, on=store.database(name))
        published = sink.first_versions(pad_id("pad"))
        assert published == list(range(1, len(published) + 1))
        assert set(acknowledged) <= set(published)
        lines = await pads.lines(pad_id("pad"))
        assert len(lines) == len(set(lines)) == len(published) - 1
    finally:
        await store.drop(name)


async def test_a_process_taken_for_dead_goes_on_in_another_lane(
    start: Start, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, sink = Notebook("slow"), Notebook()
    pads = await start(slow)
    pad = await pads.open("pad")
    first = pads.journal._ready_writer().lane
    with monkeypatch.context() as taken_for_dead:
        dead(taken_for_dead)
        other = await start(sink)
    receipts = await asyncio.gather(*(pads.add(pad, f"line {number}") for number in range(20)))
    assert [receipt.version for receipt in receipts] == list(range(2, 22))
    second = pads.journal._ready_writer().lane
    assert second != first
    assert slow.first_versions(pad) == list(range(1, 22))
    # And whoever finishes the second lane finds all that was written there.
    await other.journal.stop()
    lanes = {lane.name: lane for lane in await Lanes(database["lanes"]).all()}
    assert (lanes[first].done, lanes[second].done) == (True, False)
    dead(monkeypatch)
    heir = Notebook("heir")
    await start(heir)
    assert heir.first_versions(pad) == list(range(2, 22))
    # And so does whoever tells everything again: a lane need not begin at 1.
    again = Notebook("again")
    last = await start(again)
    assert await last.journal.replay() == 21
    await last.journal.settled()
    assert [commit.version for commit in again.commits] == list(range(1, 22))


async def test_finishing_a_lane_brings_first_what_it_builds_on(
    start: Start, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.journal.follower.Follower.stop.__defaults__", (0.1,))
    stuck, gone = Notebook("stuck"), Notebook("gone")
    stuck.fails = gone.fails = True
    alive, dies = await start(stuck), await start(gone)
    pad = await alive.open("pad")
    await dies.add(pad, "built on what is not published")
    lane = dies.journal._ready_writer().lane
    await dies.journal.stop()
    monkeypatch.setattr(Lane, "owner_lives", property(lambda name: name.name != lane))
    sink = Notebook()
    await start(sink)
    assert sink.first_versions(pad) == [1, 2]
    stuck.fails = gone.fails = False


async def test_replay_tells_everything_in_order_whichever_process_wrote_it(start: Start) -> None:
    pads, other = await start(), await start()
    streams = [await pads.open(f"pad {number}") for number in range(4)]
    for number in range(6):
        for place, stream in enumerate(streams):
            process: Pads = (pads, other)[(number + place) % 2]
            await process.add(stream, f"line {number}")
    sink = Notebook()
    third = await start(sink)
    assert await third.journal.replay() == 4 * 7
    await third.journal.settled()
    assert len(sink.commits) == 4 * 7
    for stream in streams:
        assert [commit.version for commit in sink.commits if commit.stream == stream] == list(range(1, 8))

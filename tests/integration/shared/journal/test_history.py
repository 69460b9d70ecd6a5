"""What was: a stream's commits up to a version, its state then, and which version a time had."""

from datetime import timedelta

import pytest

from shared.domain import Actor, Context, Refusal
from shared.journal.snapshots import EVERY
from shared.store.driver import Database
from tests.support.journals import Pads, Start
from tests.support.pad import ANA, AddLine, pad_id
from tests.support.world import NOON


async def written(start: Start, lines: int) -> tuple[Pads, str]:
    pads = await start()
    pad = await pads.open("pad")
    for number in range(lines):
        await pads.add(pad, f"line {number}")
    return pads, pad


async def test_history_is_told_up_to_a_version_in_order_and_no_further(start: Start) -> None:
    pads, pad = await written(start, 30)
    told = [commit.version async for commits in pads.journal.past.history_of(pad, 20) for commit in commits]
    assert told == list(range(1, 21))
    late = [commit.version async for commits in pads.journal.past.history_of(pad, after=25) for commit in commits]
    assert late == list(range(26, 32))


async def test_a_long_history_comes_some_at_a_time(start: Start) -> None:
    pads, pad = await written(start, 100)
    sizes = [len(commits) async for commits in pads.journal.past.history_of(pad)]
    assert sum(sizes) == 101
    assert len(sizes) > 2


async def test_the_state_of_each_version_is_what_it_was_then(start: Start) -> None:
    pads, pad = await written(start, 20)
    for version in range(1, 22):
        state = await pads.journal.past.state_at(pad, version)
        assert list(state.lines.values()) == [f"line {number}" for number in range(version - 1)]


async def test_a_snapshot_is_used_for_what_came_after_it_and_not_for_what_came_before(
    start: Start, database: Database
) -> None:
    pads, pad = await written(start, EVERY + 5)
    for task in list(pads.journal._snapshotter._tasks):
        await task
    kept = await database["snapshots"].find_one({"_id": pad})
    assert kept is not None
    # Where the beginning can no longer be read, only the snapshot can help.
    await database["journal"].delete_one({"_id": f"{pad}@1"})
    after = await pads.journal.past.state_at(pad, kept["version"] + 1)
    assert len(after.lines) == kept["version"]
    with pytest.raises(Refusal, match="cannot be read"):
        await pads.journal.past.state_at(pad, kept["version"] - 1)


async def test_what_never_was_has_no_state(start: Start) -> None:
    pads, pad = await written(start, 1)
    assert await pads.journal.past.state_at(pad, 3) is None
    assert await pads.journal.past.state_at(pad_id("another"), 1) is None
    assert await pads.journal.past.state_at("unheard-" + "a" * 26, 1) is None


async def test_a_time_has_the_version_that_was_made_last_before_it(start: Start) -> None:
    pads = await start()
    pad = await pads.open("pad")
    for minute in range(1, 12):
        now = NOON + timedelta(minutes=minute // 2 * 2)  # two at a time
        context = Context(now, Actor("member", ANA.id), pad, f"{minute}")
        await pads.journal.execute(pad, AddLine(pad_id=pad, text=f"{minute}"), context)
    past = pads.journal.past
    newest = 12
    assert await past.version_at(pad, NOON - timedelta(seconds=1), newest) == 0
    assert await past.version_at(pad, NOON, newest) == 2
    assert await past.version_at(pad, NOON + timedelta(minutes=3), newest) == 4
    assert await past.version_at(pad, NOON + timedelta(minutes=4), newest) == 6
    assert await past.version_at(pad, NOON + timedelta(days=1), newest) == newest

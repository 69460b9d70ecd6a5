"""What cannot be read is named and left out, whatever is wrong with it; everything else goes on."""

from collections.abc import Sequence
from typing import Any

import pytest

from shared.domain import Refusal
from shared.journal import follower
from shared.journal.commit import Commit
from shared.journal.lanes import Lane
from shared.store.driver import Database
from tests.support.journals import Pads, Start, documents
from tests.support.pad import Notebook, pad_id

WRONG: dict[str, dict[str, Any]] = {
    "an unknown type": {"events.0.type": "PadBurnt"},
    "a newer revision": {"events.0.revision": 2},
    "broken data": {"events.0.data": {"pad_id": 7}},
    "no events": {"events": None},
    "no community": {"community": None, "events": "none"},
}


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower, "LONGEST_PAUSE", 0.05)


def dead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every lane look as if its owner had died."""
    monkeypatch.setattr(Lane, "owner_lives", property(lambda lane: False))


async def left_behind(start: Start, monkeypatch: pytest.MonkeyPatch) -> Pads:
    """Two pads with three lines each, whose process died before anybody was told of them."""
    lost = Notebook("bus")
    lost.fails = True
    monkeypatch.setattr("shared.journal.follower.Follower.stop.__defaults__", (0.05,))
    pads = await start(lost)
    for name in ("broken", "whole"):
        pad = await pads.open(name)
        for number in range(3):
            await pads.add(pad, f"{name} {number}")
    await pads.journal.stop()
    dead(monkeypatch)
    return pads


async def spoil(database: Database, version: int, changes: dict[str, Any], name: str = "broken") -> dict[str, Any]:
    """Change one commit as a newer program, or an accident, would have written it; the commit as it was."""
    document = await database["journal"].find_one({"_id": f"{pad_id(name)}@{version}"})
    assert document is not None
    await database["journal"].update_one({"_id": document["_id"]}, {"$set": changes})
    return document


async def repair(database: Database, document: dict[str, Any]) -> None:
    await database["journal"].replace_one({"_id": document["_id"]}, document)


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_journal_with_a_commit_that_cannot_be_read_starts_and_tells_all_others(
    start: Start, database: Database, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    await left_behind(start, monkeypatch)
    await spoil(database, 3, WRONG[wrong])
    sink = Notebook()
    await start(sink)
    assert sink.first_versions(pad_id("whole")) == [1, 2, 3, 4]
    assert sink.first_versions(pad_id("broken")) == [1, 2], "what came later must not overtake it"


async def test_what_is_set_aside_is_named_and_counted_without_what_was_said(
    start: Start, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await left_behind(start, monkeypatch)
    await spoil(database, 3, {"events.0.type": "PadBurnt", "events.0.data.text": "in confidence"})
    await spoil(database, 4, {"events.0.data.number": "in confidence"}, "whole")
    pads = await start(Notebook())
    noted = sorted((await pads.journal.set_aside.noted()), key=lambda unread: unread.version)
    assert [(unread.stream, unread.version, unread.type) for unread in noted] == [
        (pad_id("broken"), 3, "PadBurnt"),
        (pad_id("whole"), 4, "LineAdded"),
    ]
    assert "does not know the type" in noted[0].reason
    assert "number" in noted[1].reason
    written = [str(document) async for document in database["set_aside"].find({})]
    assert "in confidence" not in "".join(written)


async def test_the_thing_itself_says_so_and_the_others_take_commands(start: Start, database: Database) -> None:
    pads = await start(Notebook())
    for name in ("broken", "whole"):
        await pads.add(await pads.open(name), "first")
    await spoil(database, 2, WRONG["a newer revision"])
    other = await start(Notebook())
    for asked in (other.lines(pad_id("broken")), other.add(pad_id("broken"), "second")):
        with pytest.raises(Refusal) as refused:
            await asked
        assert (refused.value.status, refused.value.slug) == (503, "unreadable")
        assert "upgrade or repair" in refused.value.detail
    assert (await other.add(pad_id("whole"), "second")).version == 3


async def test_a_repetition_whose_answer_cannot_be_read_is_refused_in_words(start: Start, database: Database) -> None:
    pads = await start(Notebook())
    await pads.add(await pads.open("broken"), "first")
    await spoil(database, 2, WRONG["an unknown type"])
    with pytest.raises(Refusal, match="upgrade or repair"):
        await pads.add(pad_id("broken"), "first")


async def test_replaying_ends_and_tells_all_that_can_be_read(
    start: Start, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await left_behind(start, monkeypatch)
    await spoil(database, 2, WRONG["an unknown type"])
    sink = Notebook()
    pads = await start(sink)
    sink.commits.clear()
    assert await pads.journal.replay() == 5
    await pads.journal.settled()
    assert sink.first_versions(pad_id("whole")) == [1, 2, 3, 4]
    assert sink.first_versions(pad_id("broken")) == [1]


async def test_history_is_told_to_its_end_where_another_lane_has_what_cannot_be_read(
    start: Start, database: Database
) -> None:
    pads, other = await start(Notebook()), await start(Notebook())
    pad = await pads.open("broken")
    await other.add(pad, "elsewhere")
    await pads.add(pad, "here again")
    whole = await pads.open("whole")
    await spoil(database, 2, WRONG["broken data"])
    third = await start(Notebook())
    told = [(commit.stream, commit.version) async for commits in third.journal.history() for commit in commits]
    assert sorted(told) == sorted([(pad, 1), (whole, 1)])


async def test_what_builds_on_something_unreadable_in_another_lane_is_not_told_before_it(
    start: Start, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = Notebook("bus")
    lost.fails = True
    monkeypatch.setattr("shared.journal.follower.Follower.stop.__defaults__", (0.05,))
    pads, other = await start(lost), await start(lost)
    pad = await pads.open("broken")
    await other.add(pad, "elsewhere")
    await pads.add(pad, "here again")
    await pads.journal.stop()
    await other.journal.stop()
    await spoil(database, 2, WRONG["broken data"])
    dead(monkeypatch)
    sink = Notebook()
    await start(sink)
    assert sink.first_versions(pad) == [1]


async def test_once_it_can_be_read_it_is_told_from_where_it_stopped(
    start: Start, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await left_behind(start, monkeypatch)
    before = await spoil(database, 2, WRONG["a newer revision"])
    sink = Notebook()
    await (await start(sink)).journal.stop()
    await repair(database, before)
    after = await start(sink)
    assert sink.first_versions(pad_id("broken")) == [1, 2, 3, 4]
    assert await after.journal.set_aside.noted() == []
    assert await after.lines(pad_id("broken")) == ["broken 0", "broken 1", "broken 2"]


async def test_what_is_repaired_while_the_service_runs_goes_before_what_is_done_then(
    start: Start, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await left_behind(start, monkeypatch)
    before = await spoil(database, 3, WRONG["an unknown type"])
    sink = Notebook()
    pads = await start(sink)
    await repair(database, before)
    await pads.add(pad_id("broken"), "after the repair")
    await pads.journal.settled()
    assert sink.first_versions(pad_id("broken")) == [1, 2, 3, 4, 5]


async def test_a_second_unreadable_commit_is_named_once_the_first_is_repaired(
    start: Start, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await left_behind(start, monkeypatch)
    before = await spoil(database, 2, WRONG["an unknown type"])
    await spoil(database, 4, WRONG["an unknown type"])
    sink = Notebook()
    await (await start(sink)).journal.stop()
    await repair(database, before)
    pads = await start(sink)
    assert sink.first_versions(pad_id("broken")) == [1, 2, 3]
    assert [unread.version for unread in await pads.journal.set_aside.noted()] == [4]


async def test_events_that_lead_to_no_state_are_named_and_stop_nobody_else(start: Start, database: Database) -> None:
    pads = await start(Notebook())
    for name in ("broken", "whole"):
        await pads.add(await pads.open(name), "first")
    await database["journal"].delete_one({"_id": f"{pad_id('broken')}@1"})
    other = await start(Notebook())
    with pytest.raises(Refusal, match="upgrade or repair"):
        await other.lines(pad_id("broken"))
    assert [unread.by for unread in await other.journal.set_aside.noted()] == ["state"]
    assert await other.lines(pad_id("whole")) == ["first"]


async def test_commits_carry_the_revision_of_their_events_and_those_of_before_have_the_first(
    start: Start, database: Database
) -> None:
    pads = await start(Notebook())
    await pads.add(await pads.open("pad"), "line")
    stored = await documents(database, pad_id("pad"))
    assert [document["events"][0]["revision"] for document in stored] == [1, 1]
    await database["journal"].update_one({"_id": stored[1]["_id"]}, {"$unset": {"events.0.revision": 1}})
    assert await (await start(Notebook())).lines(pad_id("pad")) == ["line"]


class Picky(Notebook):
    """Takes no line that is called so, whatever is tried."""

    def __init__(self, *refused: str) -> None:
        super().__init__("picky")
        self.refused = refused

    async def take(self, commits: Sequence[Commit]) -> None:
        for commit in commits:
            if any(getattr(event, "text", None) in self.refused for event in commit.events):
                raise KeyError("what is this?")
        await super().take(commits)


async def test_what_one_follower_cannot_take_is_named_and_the_rest_goes_on(start: Start) -> None:
    picky, sink = Picky("a 1"), Notebook()
    this_pads = await start(picky, sink)
    pads = [await this_pads.open(name) for name in "ab"]
    for pad, name in zip(pads, "ab", strict=True):
        for number in range(3):
            await this_pads.add(pad, f"{name} {number}")
    await this_pads.journal.settled()
    assert picky.first_versions(pads[0]) == [1, 2]
    assert picky.first_versions(pads[1]) == sink.first_versions(pads[0]) == [1, 2, 3, 4]
    noted = await this_pads.journal.set_aside.noted()
    assert [(unread.stream, unread.version, unread.by) for unread in noted] == [(pads[0], 3, "picky")]
    await this_pads.add(pads[0], "later")
    await this_pads.journal.settled()
    assert picky.first_versions(pads[0]) == [1, 2]
    picky.refused = ()
    await this_pads.journal.replay()
    await this_pads.journal.settled()
    assert picky.first_versions(pads[0])[-3:] == [3, 4, 5]
    assert await this_pads.journal.set_aside.noted() == []


async def test_the_bus_waits_for_ever_whatever_it_says(start: Start) -> None:
    bus = Picky("first")
    bus.name = "bus"
    pads = await start(bus)
    await pads.add(await pads.open("pad"), "first")
    for number in range(follower.TRIES_FOR_MISTAKES * 3):
        await pads.add(pad_id("pad"), f"line {number}")
    assert await pads.journal.set_aside.noted() == []
    bus.refused = ()
    await pads.journal.settled()
    assert len(bus.first_versions(pad_id("pad"))) == 2 + follower.TRIES_FOR_MISTAKES * 3


async def test_a_lane_that_a_newer_program_wrote_is_read_and_a_broken_one_left_out(
    start: Start, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await left_behind(start, monkeypatch)
    await database["lanes"].update_many({}, {"$set": {"colour": "blue"}})
    await database["lanes"].insert_one({"_id": "broken"})
    sink = Notebook()
    await start(sink)
    assert sink.first_versions(pad_id("whole")) == [1, 2, 3, 4]

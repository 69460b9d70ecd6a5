"""What the journal promises to whoever sends commands, on both drivers."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

import pytest

from shared.contracts.base import Event
from shared.domain import Actor, Aggregate, Context, Decider, Evolver, Refusal, UnknownEventError
from shared.journal import Journal
from shared.journal.writer import LARGEST_BATCH
from shared.store.driver import Database
from tests.support.journals import Pads, Start, documents
from tests.support.pad import AddLine, Notebook, OpenPad, Pad, context, decide, evolve, pad_id, pads
from tests.support.world import member

GIL = Actor("member", member("gil"))


async def test_what_one_after_the_other_says_stands_in_that_order(start: Start, database: Database) -> None:
    pads = await start()
    pad = await pads.open("pad")
    receipts = [await pads.add(pad, f"line {number}") for number in range(5)]
    assert [receipt.version for receipt in receipts] == [2, 3, 4, 5, 6]
    assert await pads.lines(pad) == [f"line {number}" for number in range(5)]
    stored = await documents(database, pad)
    assert [document["_id"] for document in stored] == [f"{pad}@{version}" for version in range(1, 7)]


async def test_every_receipt_is_what_the_store_has(start: Start, database: Database) -> None:
    pads = await start()
    streams = [await pads.open(f"pad {number}") for number in range(3)]
    commands = [AddLine(pad_id=streams[n % 3], text=f"line {n}", twice=n % 5 == 0) for n in range(3 * LARGEST_BATCH)]
    receipts = await asyncio.gather(*(pads.do(command, command.text) for command in commands))
    for stream in streams:
        own = sorted((receipt for receipt in receipts if receipt.stream == stream), key=lambda receipt: receipt.version)
        stored = (await documents(database, stream))[1:]
        assert [receipt.version for receipt in own] == list(range(2, LARGEST_BATCH + 2))
        assert [document["version"] for document in stored] == [receipt.version for receipt in own]
        assert [[event["id"] for event in document["events"]] for document in stored] == [
            [event.id for event in receipt.events] for receipt in own
        ]
        assert [[event["data"] for event in document["events"]] for document in stored] == [
            [event.event.model_dump(mode="json") for event in receipt.events] for receipt in own
        ]


async def test_commands_that_wait_together_are_written_together(start: Start, database: Database) -> None:
    pads = await start()
    pad = await pads.open("pad")
    await asyncio.gather(*(pads.add(pad, f"line {number}") for number in range(100)))
    assert len({document["batch"] for document in await documents(database, pad)}) < 10


async def test_a_repeated_command_gets_the_first_receipt_and_adds_nothing(start: Start) -> None:
    pads = await start()
    pad = await pads.open("pad")
    first = await pads.add(pad, "once")
    await pads.add(pad, "then")
    again = await pads.add(pad, "once")
    assert (again.version, again.events, again.repeated) == (first.version, first.events, True)
    assert await pads.lines(pad) == ["once", "then"]


async def test_the_same_command_sent_many_times_at_once_is_done_once(start: Start) -> None:
    pads = await start()
    pad = await pads.open("pad")
    receipts = await asyncio.gather(*(pads.add(pad, "once") for _ in range(20)))
    assert {receipt.version for receipt in receipts} == {2}
    assert await pads.lines(pad) == ["once"]


async def test_the_same_id_with_other_content_is_refused(start: Start) -> None:
    pads = await start()
    pad = await pads.open("pad")
    await pads.do(AddLine(pad_id=pad, text="one"), "id")
    with pytest.raises(Refusal) as refused:
        await pads.do(AddLine(pad_id=pad, text="another"), "id")
    assert (refused.value.status, refused.value.slug) == (422, "key-used")


async def test_two_people_may_choose_the_same_command_id(start: Start) -> None:
    pads = await start()
    pad = await pads.open("pad")
    await pads.do(AddLine(pad_id=pad, text="Ana's"), "id")
    await pads.do(AddLine(pad_id=pad, text="Gil's"), "id", actor=GIL)
    assert await pads.lines(pad) == ["Ana's", "Gil's"]


async def test_a_repeated_command_is_known_after_its_stream_left_memory(start: Start) -> None:
    pads = await start(kept=2)
    pad = await pads.open("pad")
    await pads.add(pad, "once")
    for number in range(4):
        await pads.open(f"other {number}")
    assert pads.journal.peek(pad) is None
    assert (await pads.add(pad, "once")).repeated
    with pytest.raises(Refusal):
        await pads.do(AddLine(pad_id=pad, text="another"), "once")


async def test_a_repeated_command_is_known_after_a_restart(start: Start) -> None:
    pads = await start()
    pad = await pads.open("pad")
    first = await pads.add(pad, "once")
    await pads.journal.stop()
    pads = await start()
    again = await pads.add(pad, "once")
    assert (again.version, again.events, again.repeated) == (first.version, first.events, True)


async def test_memory_keeps_only_so_many_streams(start: Start) -> None:
    pads = await start(kept=3)
    streams = [await pads.open(f"pad {number}") for number in range(10)]
    assert sum(pads.journal.peek(stream) is not None for stream in streams) <= 3
    assert [await pads.lines(stream) for stream in streams] == [[]] * 10


async def test_whoever_saw_an_older_version_is_refused_and_told_the_current_one(start: Start) -> None:
    pads = await start()
    pad = await pads.open("pad")
    await pads.add(pad, "one", expected=1)
    with pytest.raises(Refusal) as refused:
        await pads.add(pad, "two", expected=1)
    assert (refused.value.status, refused.value.slug, refused.value.extra["version"]) == (409, "stale", 2)


async def test_nothing_happens_to_what_does_not_exist(start: Start) -> None:
    pads = await start()
    for stream in (pad_id("never"), "desk-" + "a" * 26):
        with pytest.raises(Refusal) as refused:
            await pads.journal.execute(stream, AddLine(pad_id=stream, text="line"), context("id", stream))
        assert refused.value.status == 404


async def test_a_command_that_changes_nothing_writes_nothing(start: Start, database: Database) -> None:
    pads = await start()
    pad = await pads.open("pad")
    receipt = await pads.do(AddLine(pad_id=pad, text=""), "nothing")
    assert (receipt.version, receipt.events) == (1, ())
    assert len(await documents(database, pad)) == 1


async def test_what_no_document_can_hold_is_turned_away_and_stops_nobody_else(start: Start, database: Database) -> None:
    pads = await start()
    pad, other = await pads.open("pad"), await pads.open("other")
    outcomes = await asyncio.gather(
        pads.add(other, "before"),
        pads.do(AddLine(pad_id=pad, text="large", number=2**70), "large"),
        pads.add(pad, "after"),
        return_exceptions=True,
    )
    refused = outcomes[1]
    assert isinstance(refused, Refusal)
    assert (refused.status, refused.slug) == (422, "not-storable")
    assert await pads.lines(other) == ["before"]
    assert await pads.lines(pad) == ["after"]
    assert [document["version"] for document in await documents(database, pad)] == [1, 2]
    sink = Notebook()
    await (await start(sink)).journal.replay()


async def test_giving_up_waiting_does_not_undo_the_command(start: Start) -> None:
    pads = await start()
    pad = await pads.open("pad")
    task = asyncio.create_task(pads.add(pad, "line"))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await pads.add(pad, "next")
    assert await pads.lines(pad) in (["line", "next"], ["next"])
    again = await pads.add(pad, "line")
    assert (await pads.lines(pad)).count("line") == 1
    assert again.stream == pad


async def test_after_it_was_stopped_commands_are_refused_instead_of_lost(start: Start) -> None:
    pads = await start()
    pad = await pads.open("pad")
    await pads.journal.stop()
    with pytest.raises(Refusal) as refused:
        await pads.add(pad, "late")
    assert refused.value.status == 503


async def test_what_was_sent_before_stopping_is_written(start: Start) -> None:
    sink = Notebook()
    pads = await start(sink)
    pad = await pads.open("pad")
    sent = [asyncio.create_task(pads.add(pad, f"line {number}")) for number in range(2 * LARGEST_BATCH)]
    await asyncio.sleep(0)
    await pads.journal.stop()
    assert len(await asyncio.gather(*sent)) == 2 * LARGEST_BATCH
    assert sink.first_versions(pad) == list(range(1, 2 * LARGEST_BATCH + 2))


async def test_a_failed_load_is_tried_again_by_the_next_command(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    pads = await start()
    await pads.open("pad")
    await pads.journal.stop()
    pads = await start()
    tail, failing = pads.journal._reader.tail, asyncio.Event()

    async def fails(*arguments: object) -> object:
        failing.set()
        await asyncio.sleep(0)
        raise ConnectionError

    monkeypatch.setattr(pads.journal._reader, "tail", fails)
    task = asyncio.create_task(pads.add(pad_id("pad"), "line"))
    await failing.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    monkeypatch.setattr(pads.journal._reader, "tail", tail)
    for _ in range(5):
        await asyncio.sleep(0)
    assert (await pads.add(pad_id("pad"), "line")).version == 2


async def test_opening_the_same_pad_again_with_another_command_leaves_it_as_it_is(start: Start) -> None:
    pads = await start()
    pad = await pads.open("pad")
    again = await pads.journal.execute(pad, OpenPad(most=3), context("another", pad))
    assert again.version == 1


class PadBurnt(Event):
    """No `evolve` of a pad knows it."""

    service: ClassVar[str] = "clinic"


class BurnPad(AddLine):
    """Decided on an event that was forgotten in `evolve`."""


forgetful: Decider[Pad] = Decider()


@forgetful.on
def burn_pad(_: Pad, __: BurnPad, ___: Context) -> Sequence[Event]:
    return [PadBurnt()]


async def test_an_event_that_could_not_be_read_back_is_not_written(database: Database) -> None:
    journal = Journal(database, [Aggregate("pad", Pad, evolve, Decider.merged(decide, forgetful))], [])
    await journal.start()
    pads = Pads(journal)
    pad = await pads.open("pad")
    with pytest.raises(UnknownEventError, match="PadBurnt"):
        await pads.do(BurnPad(pad_id=pad, text="fire"), "burn")
    await pads.add(pad, "goes on")
    assert [document["version"] for document in await documents(database, pad)] == [1, 2]
    assert await pads.lines(pad) == ["goes on"]
    await journal.stop()


async def test_two_events_of_one_name_are_refused_at_the_start(database: Database) -> None:
    other: Evolver[Pad] = Evolver()
    other.leave_alone(type("PadOpened", (Event,), {"__module__": __name__}))
    with pytest.raises(ValueError, match="two events are called PadOpened"):
        Journal(database, [pads(), Aggregate("other", Pad, other, decide)], [])

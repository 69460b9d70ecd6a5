"""The store is killed while commands are written, and comes back."""

import asyncio
import contextlib
from pathlib import Path

from shared.domain import Refusal
from shared.journal import Receipt
from shared.store.driver import Store
from tests.support.journals import Pads, Start, documents
from tests.support.killable import own_store
from tests.support.pad import AddLine, Notebook


async def test_a_store_killed_while_it_writes_loses_and_doubles_nothing(
    store: Store, start: Start, tmp_path: Path
) -> None:
    async with own_store(tmp_path) as server:
        killed = Store(server.url, store.driver, serverSelectionTimeoutMS=500)
        database = killed.database("outage")
        sink = Notebook()
        pads = await start(sink, on=database)
        streams = [await pads.open(f"pad {number}") for number in range(5)]
        receipts: list[Receipt] = []

        async def write(writer: int) -> None:
            for number in range(40):
                stream = streams[(writer + number) % 5]
                twice = AddLine(pad_id=stream, text=f"{writer} {number}", twice=True)
                receipts.append(await pads.do(twice, twice.text))

        writing = [asyncio.create_task(write(writer)) for writer in range(20)]
        for acknowledged in (100, 400):
            while len(receipts) < acknowledged:
                await asyncio.sleep(0.005)
            await server.kill()
            await server.start()
        async with asyncio.timeout(60):
            await asyncio.gather(*writing)
        await pads.journal.settled()
        for stream in streams:
            stored = await documents(database, stream)
            own = sorted(
                (receipt for receipt in receipts if receipt.stream == stream), key=lambda receipt: receipt.version
            )
            assert [document["version"] for document in stored] == [1, *(receipt.version for receipt in own)]
            assert [[event["id"] for event in document["events"]] for document in stored[1:]] == [
                [event.id for event in receipt.events] for receipt in own
            ]
            assert all(len(document["events"]) == 2 for document in stored[1:])
            said = [document["events"][0]["data"]["text"] for document in stored[1:]]
            assert len(set(said)) == len(said) == 160
            assert sink.first_versions(stream) == list(range(1, 162))
        await pads.journal.stop()
        await killed.close()


async def test_while_the_store_takes_nothing_commands_are_refused_at_once_and_what_waited_is_done(
    store: Store, start: Start, tmp_path: Path
) -> None:
    async with own_store(tmp_path) as server:
        killed = Store(server.url, store.driver, serverSelectionTimeoutMS=300)
        pads = await start(Notebook(), on=killed.database("outage"))
        pad = await pads.open("pad")
        await server.kill()
        waited = asyncio.create_task(pads.add(pad, "waited"))
        refusal = await first_refusal(pads, pad)
        assert (refusal.status, refusal.extra["retry_after"]) == (503, 5)

        await server.start()
        await waited
        await pads.add(pad, "refused")
        assert set(await pads.lines(pad)) == {"waited", "refused"}
        await pads.journal.stop()
        await killed.close()


async def first_refusal(pads: Pads, pad: str) -> Refusal:
    """Send a command again and again; with what it is refused, as soon as nobody is made to wait."""
    async with asyncio.timeout(30):
        while True:
            with contextlib.suppress(TimeoutError):
                try:
                    await asyncio.wait_for(pads.add(pad, "refused"), 0.3)
                except Refusal as refusal:
                    return refusal

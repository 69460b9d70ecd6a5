"""A process that writes pads until it is killed: it says each line that was acknowledged. Its sink delivers nothing."""

import asyncio
import sys

from shared.journal import Journal
from shared.store.driver import Store
from tests.support.journals import Pads
from tests.support.pad import Notebook, pads


async def main(url: str, database: str, pad: str) -> None:
    sink = Notebook()
    sink.fails = True
    journal = Journal(Store(url).database(database), [pads()], [sink])
    await journal.start()
    this_pads = Pads(journal)
    stream = await this_pads.open(pad)
    number = 0
    while True:
        receipts = await asyncio.gather(*(this_pads.add(stream, f"line {n}") for n in range(number, number + 8)))
        number += 8
        print("acknowledged", *(receipt.version for receipt in receipts), flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

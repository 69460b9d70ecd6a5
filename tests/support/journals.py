"""Journals of pads, for tests."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from shared.contracts.base import Command
from shared.domain import Actor
from shared.journal import Journal, Receipt
from shared.store.driver import Database
from tests.support.pad import ANA, AddLine, OpenPad, context, pad_id


class Pads:
    """A journal of pads, as one process has it."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    async def open(self, name: str, most: int = 10**9) -> str:
        await self.do(OpenPad(most=most), name)
        return pad_id(name)

    async def do(self, command: Command, id: str, actor: Actor = ANA, expected: int | None = None) -> Receipt:
        stream = command.stream(actor.id, id)
        return await self.journal.execute(stream, command, context(id, stream, actor), expected)

    async def add(self, pad: str, text: str, **more: Any) -> Receipt:
        return await self.do(AddLine(pad_id=pad, text=text), text, **more)

    async def lines(self, pad: str) -> list[str]:
        read = await self.journal.read(pad)
        assert read is not None
        return list(read.state.lines.values())


type Start = Callable[..., Awaitable[Pads]]


async def documents(database: Database, stream: str) -> Sequence[dict[str, Any]]:
    """A stream's documents as they lie in the store, in order."""
    found = [document async for document in database["journal"].find({}) if document.get("stream") == stream]
    return sorted(found, key=lambda document: document["version"])

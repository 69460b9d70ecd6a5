"""Two small services for tests: `clinic` keeps pads, and `notify` copies what is added there onto pads of its own."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from pydantic import BaseModel

from shared.bus.cloudevents import Meta
from shared.contracts.base import Command, Event, Query, derived_id
from shared.contracts.types import Id
from shared.domain import Actor, Aggregate, Context, Decider, Evolver
from shared.runtime.ports import Ports
from shared.runtime.runtime import Runtime
from shared.runtime.service import Queries, Reactions, Service
from tests.support.pad import LineAdded, PadOpened, pads
from tests.support.world import COMMUNITY


class Copy(Command):
    """Note a line of a pad."""

    service: ClassVar[str] = "notify"
    kind: ClassVar[str] = "copy"
    copy_id: Id
    number: int


class Copied(Event):
    service: ClassVar[str] = "notify"
    copy_id: Id
    number: int


class CopyState(BaseModel):
    community_id: Id = COMMUNITY
    numbers: tuple[int, ...] = ()


evolve: Evolver[CopyState] = Evolver()
decide: Decider[CopyState] = Decider()


@evolve.on
def copied(state: CopyState | None, event: Copied) -> CopyState:
    return CopyState(numbers=(*(state.numbers if state else ()), event.number))


@decide.on
def copy(_: CopyState | None, command: Copy, __: Context) -> Sequence[Event]:
    return [Copied(copy_id=command.copy_id, number=command.number)]


def copy_id(pad: Id) -> Id:
    return derived_id("copy", pad)


class Scribe:
    """The service that copies. `fails` says what goes wrong with a number, by how often it was tried."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.fails: dict[int, list[Exception]] = {}
        self.pause = asyncio.Event()
        self.pause.set()
        self.arrived = asyncio.Condition()
        self.service = Service(
            "notify", (Aggregate("copy", CopyState, evolve, decide),), reactions=(self._reactions(),)
        )

    def _reactions(self) -> Reactions:
        reactions = Reactions()

        async def react(event: LineAdded, _: Meta, __: Ports) -> Sequence[Command]:
            self.seen.append(event.number)
            await self.pause.wait()
            async with self.arrived:
                self.arrived.notify_all()
            if self.fails.get(event.number):
                raise self.fails[event.number].pop(0)
            return [Copy(copy_id=copy_id(event.pad_id), number=event.number)]

        reactions.functions[LineAdded] = react
        return reactions

    async def until(self, times: int) -> None:
        """Wait until events came so often."""
        async with asyncio.timeout(10), self.arrived:
            await self.arrived.wait_for(lambda: len(self.seen) >= times)


async def numbers(runtime: Runtime, pad: Id) -> list[int]:
    """What was copied from a pad, in order."""
    read = await runtime.read(copy_id(pad))
    return list(read.state.numbers) if read else []


async def eventually(runtime: Runtime, pad: Id, count: int) -> list[int]:
    """What was copied, once it is so many."""
    async with asyncio.timeout(10):
        while len(found := await numbers(runtime, pad)) < count:
            await asyncio.sleep(0.02)
    return found


class Echo(Query):
    """Gives back a text so many times as long."""

    service: ClassVar[str] = "clinic"
    text: str
    times: int = 1


class EchoView(BaseModel):
    text: str


def pad_service() -> Service:
    answers = Queries()

    @answers.on
    async def echo(query: Echo, _: Actor, __: Ports) -> EchoView:
        return EchoView(text=query.text * query.times)

    return Service("clinic", (pads(),), (answers,))


__all__ = ["Echo", "EchoView", "PadOpened", "Scribe", "copy_id", "eventually", "numbers", "pad_service"]

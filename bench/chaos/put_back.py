"""After the kills: the bus, and then the store, is put back to what it had a while ago, and people go on."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from bench.chaos.listener import Listener
from bench.chaos.rest import at_rest, mails_of, within
from bench.chaos.verdict import SERVICES, Journals, doubled, lost
from bench.chaos.writers import Writers
from bench.world import Acknowledged, World
from convene.doctor.services import examine_services
from convene.stack import Stack
from convene.stack.folder import Folder
from shared.bus.subjects import Subjects
from shared.clock import clock_of
from shared.journal.epochs import Epochs
from shared.settings import Settings
from shared.store.driver import Store

WRITERS = 8
LAST_ANSWERS_SECONDS = 100.0
TOLD = "commits that were told"
"""Events on the bus that no journal has: what the store lost when it was put back."""

type Say = Callable[[str], None]


class PutBack:
    """`work`, keep a copy, `work` for so long, put the copy back, `work` again and count."""

    def __init__(self, folder: Path, processes: list[list[str]], seconds: float, say: Say) -> None:
        self._folder = folder
        self._processes = processes
        self._seconds = seconds
        self._say = say

    async def bus(self) -> bool:
        """Everything in every journal is on the bus, once and in order, and the operator is told."""
        kept, lasting = await self._until_put_back(Folder(self._folder).nats, "bus")
        async with self._working("after-bus") as (stack, world, listener):
            await self._write(world, self._seconds / 6)
            journals = await at_rest(stack, listener.heard, [], self._say)
            missing = lost(journals, [*kept, *lasting, *world.acknowledged], listener.heard, mails_of(stack))
            told = await self._operator_hears(stack, "the bus was put back")
            return self._verdict(journals, stack, listener, dict(missing), told)

    async def store(self) -> bool:
        """The same; what was lost with the store is on the bus, and the operator is told how much that is."""
        kept, _ = await self._until_put_back(Folder(self._folder).store, "store")
        async with self._working("after-store") as (stack, world, listener):
            await self._write(world, self._seconds / 6)
            journals = await at_rest(stack, listener.heard, [], self._say, apart_from=TOLD)
            missing = dict(lost(journals, [*kept, *world.acknowledged], listener.heard, mails_of(stack)))
            unknown, said = missing.pop(TOLD, 0), await _unknown_events(stack.settings)
            self._say(f"{unknown} events on the bus that no journal has; the operator is told of {said}")
            told = unknown == said > 0 and await self._operator_hears(stack, "the store was put back")
            return self._verdict(journals, stack, listener, missing, told)

    async def _until_put_back(self, part: Path, name: str) -> tuple[list[Acknowledged], list[Acknowledged]]:
        """What was acknowledged before the copy and after it."""
        async with self._working(f"before-{name}") as (stack, world, listener):
            await self._write(world, self._seconds / 6)
            await at_rest(stack, listener.heard, [], self._say, apart_from=TOLD)
            kept = world.acknowledged
        copy = part.with_name(f"{part.name}-copy")
        shutil.copytree(part, copy)
        async with self._working(f"lost-{name}") as (stack, world, listener):
            await self._write(world, self._seconds)
            await at_rest(stack, listener.heard, [], self._say, apart_from=TOLD)
            lasting = world.acknowledged
        shutil.rmtree(part)
        copy.rename(part)
        self._say(
            f"the {name} is put back by {self._seconds:.0f} s, in which {len(lasting)} commands were acknowledged"
        )
        return kept, lasting

    @asynccontextmanager
    async def _working(self, name: str) -> AsyncIterator[tuple[Stack, World, Listener]]:
        """The stack, people of their own whose addresses tell the session, and somebody who hears everything."""
        async with Stack(self._folder, self._processes, http_port=0, say=self._say) as stack:
            world = await World.open(stack.settings, clock_of(stack.settings))
            world.domain = f"{name}.example.org"
            listener = Listener(world.connection, Subjects(stack.settings.bus_prefix), name=f"chaos_{name}")
            listening = asyncio.create_task(listener.listen())
            try:
                await world.found_community()
                yield stack, world, listener
            finally:
                listening.cancel()
                await world.connection.close()

    async def _write(self, world: World, seconds: float) -> None:
        stop, writers = asyncio.Event(), Writers(world, self._say, name=world.domain)
        writing = [asyncio.create_task(writers.write(number, stop)) for number in range(WRITERS)]
        await asyncio.sleep(seconds)
        stop.set()
        await within(LAST_ANSWERS_SECONDS, "The last commands", writing)
        if writers.refused:
            raise RuntimeError(f"refused: {writers.refused[0]}")

    async def _operator_hears(self, stack: Stack, what: str) -> bool:
        findings = await examine_services(stack.settings)
        told = [finding.text for finding in findings if what in finding.text]
        self._say(f"the doctor says: {told[0].strip()}" if told else "the doctor says nothing of it")
        return bool(told)

    def _verdict(
        self, journals: Journals, stack: Stack, listener: Listener, missing: dict[str, int], told: bool
    ) -> bool:
        twice = {kind: count for kind, count in doubled(journals, mails_of(stack)).items() if count}
        wrong = listener.heard.out_of_order()
        self._say(f"{len(listener.heard.first)} events; lost {missing}, doubled {twice}, out of order {wrong}")
        return told and not missing and not twice and not wrong


async def _unknown_events(settings: Settings) -> int:
    store = Store(settings.mongo_url, "pymongo")
    try:
        databases = [store.database(f"{settings.database_prefix}_{service}") for service in SERVICES]
        return sum([epoch.events for database in databases for epoch in await Epochs(database["epochs"]).all()])
    finally:
        await store.close()

"""One running service: everything `shared.runtime.service.Service` declares, wired to the bus and the store."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from typing import Any

import structlog
from faststream.nats import NatsBroker
from nats.aio.client import Client
from nats.js import JetStreamContext

from shared.access.access_tokens import AccessTokens
from shared.access.role_cache import RoleCache
from shared.access.role_updates import subscribe_to_role_updates
from shared.access.signed_tokens import Signer, Verifier
from shared.bus.client import BusClient
from shared.bus.connection import broker_for
from shared.bus.known_stream import KnownStream
from shared.bus.publisher import Publisher
from shared.bus.subjects import Subjects
from shared.clock import Clock, clock_of
from shared.contracts.base import Command
from shared.domain import Actor
from shared.journal import Journal, Read, Receipt
from shared.runtime import gc_tuning
from shared.runtime.command_executor import CommandExecutor
from shared.runtime.dead_letters import DeadLetters
from shared.runtime.event_consumer import EventConsumer
from shared.runtime.health import Health
from shared.runtime.health_file import written_health
from shared.runtime.operations import Operations
from shared.runtime.provisions import Provisions
from shared.runtime.reaction_progress import ReactionProgress
from shared.runtime.request_server import RequestServer
from shared.runtime.restore_detection import RestoreDetection
from shared.runtime.service import Service
from shared.settings import Settings
from shared.store.data_version import COLLECTION, require_readable_data
from shared.store.driver import Collection, Store

log = structlog.get_logger(__name__)

LOOK_SECONDS = 15.0
"""How often to look whether the bus still has what a service needs there, besides whenever it comes back."""


class Runtime:
    """What a service's answers, reactions and background work may use. Closed as it was opened: by `async with`."""

    def __init__(self, service: Service, settings: Settings, clock: Clock | None = None) -> None:
        self.service = service
        self.name = service.name
        self.settings = settings
        self.clock = clock or clock_of(settings)
        self.subjects = Subjects(settings.bus_prefix)
        self.signer = Signer.load(settings.keys_dir, service.name)
        self.verifier = Verifier.load(settings.keys_dir)
        self._store = Store(settings.mongo_url, settings.mongo_driver)
        self._database = self._store.database(f"{settings.database_prefix}_{service.name}")
        self._look_at_bus = asyncio.Event()
        self._broker: NatsBroker = broker_for(settings, service.name, self._look_at_bus.set, lambda: self._leaving)
        self._open = AsyncExitStack()
        self._leaving = False
        self.dead_letters = DeadLetters(self._database["dead_letters"])
        self.stream = KnownStream(self.subjects.events_stream, service.name, self._database["bus"])
        self.provisions = Provisions(service, self.subjects, self.stream)
        self._executor = CommandExecutor(service, self)
        self._reacted = ReactionProgress(self.subjects, self._database["bus"])
        self.connection: Client
        self.js: JetStreamContext
        self.ask: BusClient
        self.roles: RoleCache
        self.access: AccessTokens
        self.journal: Journal
        self.publisher: Publisher
        self.health: Health
        self.parts: Any = None
        """What this service's handlers share; see `Service.parts`."""

    async def __aenter__(self) -> "Runtime":
        try:
            await self._start()
        except BaseException:
            await self._open.aclose()
            raise
        return self

    async def __aexit__(self, *error: object) -> None:
        self._leaving = True
        await self._open.aclose()

    async def _start(self) -> None:
        self._open.push_async_callback(self._store.close)
        await require_readable_data(self._database[COLLECTION], self.name)
        self.connection = await self._broker.connect()
        self._open.push_async_callback(self._broker.stop)
        self.js = self.connection.jetstream(timeout=10)
        self.ask = BusClient(self.connection, self.subjects)
        self.roles = RoleCache(self.ask, self.signer.own)
        self.access = AccessTokens(self.ask, self.signer.own)
        await subscribe_to_role_updates(self.connection, self.subjects, self.roles, self.access)
        self.publisher = Publisher(self.settings, self.name, self.subjects, self.stream)
        self._open.push_async_callback(self.publisher.close)
        self.parts = self.service.parts(self)
        self.journal = Journal(
            self._database, self.service.aggregates, [self.publisher, *self.service.read_models(self)]
        )
        self.health = Health(self.connection, self.collection("health"), self.journal, lambda: self.provisions.lacks)
        self.publisher.remember(self.journal.lanes, self.collection("bus"))
        self.stream.sources.append(self.journal.lanes.newest_places)
        restored, begins = RestoreDetection(self.name, self.subjects, self.stream, self._database), False
        await restored.remember()
        await self.provisions.wait(self.connection, self.js)
        if self.service.aggregates:
            self.journal.epoch, begins = await restored.epoch(self.connection)
            await self.journal.start()
            self._open.push_async_callback(self.journal.stop)
        if begins or not self.service.aggregates:
            await self._reacted.lost()

        event_consumer = EventConsumer(self.service, self)
        if self.service.reaction_handlers:
            again = asyncio.create_task(self._react_again(event_consumer), name=f"{self.name} reacts again")
            self._open.callback(again.cancel)
            event_consumer.subscribe(self._broker)
        await self._broker.start()
        operations = Operations(self.service, self, event_consumer, self.health, self.publisher)
        request_server = RequestServer(self.service, self, operations)
        await request_server.open()
        # What was begun may end: new messages stop first, then what runs, then the journal.
        self._open.push_async_callback(event_consumer.close)
        self._open.push_async_callback(request_server.close)
        self._look_at_bus.set()
        looking = asyncio.create_task(self._look_after_bus(), name=f"{self.name} looks after the bus")
        self._open.callback(looking.cancel)
        for background in self.service.background:
            await self._open.enter_async_context(background(self))
        if self.settings.pulse_dir is not None:
            await self._open.enter_async_context(written_health(self.name, self.health, self.settings.pulse_dir))

    async def _look_at_provisions(self) -> None:
        """Is all still there? Where the bus lost everything and it was made anew, the journal fills it; that takes time, and
        nobody waits for it: what happens meanwhile is published behind it."""
        known = await self.provisions.require(self.connection, self.js)
        if self.service.reaction_handlers:
            await self._reacted.note_from(self.js, self.subjects.consumer(self.name), known)
        if self.service.aggregates:
            await self.publisher.ready(known)

    async def _react_again(self, event_consumer: EventConsumer) -> None:
        """Where the store was put back it lost what followed from events since; the bus counts those as done."""
        try:
            async for seen in self._reacted.again(self.connection, self.stream.known):
                if seen.name in self.service.event_types:
                    await event_consumer.again(seen)
        except Exception as error:  # what is left comes at the next start
            log.warning("could not react again to all events", service=self.name, reason=error)

    async def _look_after_bus(self) -> None:
        """Look whenever the bus comes back, and now and then; often while something is missing."""
        pause = LOOK_SECONDS
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._look_at_bus.wait(), pause)
            self._look_at_bus.clear()
            try:
                await self._look_at_provisions()
                pause = LOOK_SECONDS
            except Exception as error:
                log.warning("the bus is not as it should be", service=self.name, reason=error)
                pause = 1.0

    def collection(self, name: str) -> Collection:
        """One of this service's own collections."""
        return self._database[name]

    async def read(self, stream: str) -> Read[Any] | None:
        """The state of one of this service's things."""
        return await self.journal.read(stream)

    async def execute(
        self, command: Command, command_id: str, actor: Actor, expect: int | None = None, trace: str = ""
    ) -> Receipt:
        """Have one of this service's commands done; see `Journal.execute`."""
        return await self._executor.execute(command, command_id, actor, expect, trace)


async def serve(
    services: Sequence[Service],
    settings: Settings,
    stop: asyncio.Event,
    ready: Callable[[], None] = lambda: None,
    clock: Clock | None = None,
) -> None:
    """Run services in this process until `stop` is set; `ready` is called once all of them answer."""
    async with AsyncExitStack() as stack:
        # The community answers who belongs, so whoever is in the same process waits for it.
        for service in services:
            await stack.enter_async_context(Runtime(service, settings, clock))
        gc_tuning.tune_gc()
        ready()
        await stop.wait()

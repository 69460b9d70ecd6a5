"""A small house of its own for each test: its own subjects, streams and databases on the run's shared servers."""

import itertools
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nats import connect
from nats.js.errors import NotFoundError

from shared.access.signed_tokens import Signer, make_keys
from shared.clock import Clock, StoppedClock
from shared.contracts.base import Command, Query, derived_id
from shared.contracts.community import Role
from shared.domain import Actor
from shared.runtime.runtime import Runtime
from shared.runtime.service import Service
from shared.settings import Settings
from shared.store.driver import Store
from tests.support.provisioned import provisioned

NOON = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)
COMMUNITY = derived_id("community", "test")


def member(name: str) -> str:
    """The id of a member called so."""
    return derived_id("member", name)


class World:
    """Starts services, gives people roles and tokens, and sends commands for them."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock = clock or StoppedClock(NOON)
        self.runtimes: dict[str, Runtime] = {}
        self._open = AsyncExitStack()
        self._ids = itertools.count(1)
        self._roles: dict[tuple[str, str], Role] = {}

    async def open(self, *services: Service, clock: Clock | None = None) -> Runtime:
        """Start services; the last one's house is returned."""
        await provisioned(self.settings, *services)
        for service in services:
            runtime = Runtime(service, self.settings, clock or self.clock)
            await self._open.enter_async_context(runtime)
            self.runtimes[service.name] = runtime
            for (community, who), role in self._roles.items():
                runtime.roles.note(community, who, role)
        return self.runtimes[services[-1].name]

    async def provision(self) -> None:
        """As whoever runs the bus does after it lost everything."""
        await provisioned(self.settings, *(runtime.service for runtime in self.runtimes.values()))

    async def close(self) -> None:
        await self._open.aclose()

    def joins(self, name: str, role: Role = "member", community: str = COMMUNITY) -> str:
        """Make somebody known to belong, without a community service; their id."""
        self._roles[(community, member(name))] = role
        for runtime in self.runtimes.values():
            runtime.roles.note(community, member(name), role)
        return member(name)

    def token(self, name: str) -> str:
        return Signer.load(self.settings.keys_dir, "gateway").sign(Actor("member", member(name)), 3600)

    def operator_token(self) -> str:
        return Signer.load(self.settings.keys_dir, "gateway").sign(Actor("operator", "operator"), 3600)

    async def send(
        self, name: str, command: Command, id: str | None = None, expect: int | None = None
    ) -> dict[str, Any]:
        """Send a command over the bus, as the named member; what came of it."""
        client = next(iter(self.runtimes.values())).ask
        command_id = id or f"command {next(self._ids)}"
        return await client.command(command, id=command_id, token=self.token(name), expect=expect)

    async def ask[V](self, name: str, query: Query, view: type[V]) -> V:
        """Ask something over the bus, as the named member."""
        client = next(iter(self.runtimes.values())).ask
        return await client.query(query, view, token=self.token(name))  # type: ignore[type-var]

    async def wipe(self, databases: Sequence[str]) -> None:
        """Leave nothing behind on the shared servers."""
        client = await connect(self.settings.nats_url)
        js = client.jetstream()
        for stream in (f"{self.settings.bus_prefix}_events", f"{self.settings.bus_prefix}_alarms"):
            try:
                await js.delete_stream(stream)
            except NotFoundError:
                continue
        await client.close()
        store = Store(self.settings.mongo_url)
        for name in databases:
            await store.drop(f"{self.settings.database_prefix}_{name}")
        await store.close()


def keys_in(folder: Path) -> Path:
    """A folder with keys for every service."""
    make_keys(folder, ["gateway", "community", "clinic", "trips", "scheduler", "notify"])
    return folder

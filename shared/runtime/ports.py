"""What handlers and adapters may use of the running service: small protocols, so that a test can stand in for them."""

from typing import Any, Protocol

from nats.aio.client import Client
from nats.js import JetStreamContext

from shared.access.access_tokens import AccessTokens
from shared.access.role_cache import RoleCache
from shared.access.signed_tokens import Signer, Verifier
from shared.bus.client import BusClient
from shared.bus.known_stream import KnownStream
from shared.bus.subjects import Subjects
from shared.clock import Clock
from shared.contracts.base import Command
from shared.domain import Actor
from shared.journal import Journal, Read, Receipt
from shared.runtime.dead_letters import DeadLetters
from shared.settings import Settings
from shared.store.driver import Collection


class Ports(Protocol):
    """What answers to queries, lookups and reactions may use."""

    @property
    def name(self) -> str: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def signer(self) -> Signer: ...
    @property
    def ask(self) -> BusClient: ...
    @property
    def roles(self) -> RoleCache: ...
    @property
    def journal(self) -> Journal: ...

    def collection(self, name: str) -> Collection:
        """One of this service's own collections."""

    async def read(self, stream: str) -> Read[Any] | None:
        """The state of one of this service's things."""


class PortsWith[P](Ports, Protocol):
    """The ports of a service whose handlers share something: what its `Service.parts` made."""

    @property
    def parts(self) -> P: ...


class BusPorts(Ports, Protocol):
    """What adapters of the bus may use besides: the connection itself, and doing commands of their own service."""

    @property
    def subjects(self) -> Subjects: ...
    @property
    def access(self) -> AccessTokens: ...
    @property
    def verifier(self) -> Verifier: ...
    @property
    def stream(self) -> KnownStream:
        """What this service knows of the events stream, across its losses."""
        ...

    @property
    def dead_letters(self) -> DeadLetters: ...
    @property
    def connection(self) -> Client: ...
    @property
    def js(self) -> JetStreamContext: ...

    async def execute(
        self, command: Command, command_id: str, actor: Actor, expect: int | None = None, trace: str = ""
    ) -> Receipt:
        """Have one of this service's commands done; see `Journal.execute`."""


class BusPortsWith[P](BusPorts, PortsWith[P], Protocol):
    """The same for adapters of a service whose handlers share something."""

"""A running service that holds only what a test gives it: for handlers that are to be called without a bus and a store.

It is a `BusPorts` by its shape, which the type check holds; whatever a test did not give it raises `NotGivenError`.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

from nats.aio.client import Client
from nats.js import JetStreamContext

from shared.access.access_tokens import AccessTokens
from shared.access.role_cache import RoleCache
from shared.access.signed_tokens import Signer, Verifier
from shared.bus.client import BusClient
from shared.bus.known_stream import KnownStream
from shared.bus.subjects import Subjects
from shared.clock import Clock, StoppedClock
from shared.contracts.base import Command
from shared.domain import Actor
from shared.journal import Journal, Read, Receipt
from shared.runtime.dead_letters import DeadLetters
from shared.runtime.ports import BusPorts, BusPortsWith, Ports
from shared.settings import Settings
from shared.store.driver import Collection
from tests.support.world import NOON


class NotGivenError(AssertionError):
    """The handler wanted something that this test did not foresee."""


class FakePorts:
    """`states` are the service's things by id, `parts` what its handlers share, `executed` the commands that were done."""

    def __init__(
        self,
        name: str = "clinic",
        states: Mapping[str, Any] | None = None,
        parts: Any = None,
        clock: Clock | None = None,
    ) -> None:
        self.name = name
        self.states = dict(states or {})
        self.parts = parts
        self.clock = clock or StoppedClock(NOON)
        self.settings = Settings()
        self.subjects = Subjects("fake")
        self.executed: list[Command] = []

    async def read(self, stream: str) -> Read[Any] | None:
        return Read(self.states[stream], 1) if stream in self.states else None

    async def execute(
        self, command: Command, command_id: str, actor: Actor, expect: int | None = None, trace: str = ""
    ) -> Receipt:
        self.executed.append(command)
        return Receipt(command.stream(actor.id, command_id), 1)

    def collection(self, name: str) -> Collection:
        _not_given(f"the collection {name}")

    @property
    def journal(self) -> Journal:
        _not_given("the journal")

    @property
    def signer(self) -> Signer:
        _not_given("the signer")

    @property
    def verifier(self) -> Verifier:
        _not_given("the verifier")

    @property
    def access(self) -> AccessTokens:
        _not_given("the access tokens")

    @property
    def roles(self) -> RoleCache:
        _not_given("the roles")

    @property
    def ask(self) -> BusClient:
        _not_given("the other services")

    @property
    def stream(self) -> KnownStream:
        _not_given("the events stream")

    @property
    def dead_letters(self) -> DeadLetters:
        _not_given("the dead letters")

    @property
    def connection(self) -> Client:
        _not_given("the connection")

    @property
    def js(self) -> JetStreamContext:
        _not_given("JetStream")


def _not_given(what: str) -> NoReturn:
    raise NotGivenError(f"this test gave its handler no such thing: {what}")


def _is_whole(fake: FakePorts) -> tuple[Ports, BusPorts, BusPortsWith[Any]]:
    """For the type check: the fake is as the protocols say."""
    return fake, fake, fake

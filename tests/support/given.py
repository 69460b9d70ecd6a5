"""Decisions told as Given / When / Then, without servers: events that happened, a command, and what comes of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from shared.contracts.base import Command, Event
from shared.domain import Actor, Aggregate, Context
from tests.support.world import NOON


class Given:
    """What happened to one thing before. `when` returns the events that a command leads to, or raises its refusal."""

    def __init__(self, aggregate: Aggregate[Any], stream: str, *events: Event) -> None:
        self._aggregate = aggregate
        self._stream = stream
        self._state = aggregate.evolve.fold(None, events)

    def when(
        self,
        command: Command,
        *,
        by: str | Actor = "",
        role: str | None = None,
        now: datetime = NOON,
        secret: str = "",
        id: str = "a command",
    ) -> Sequence[Event]:
        """`by` is a member's id; `role` what they are in the community, where another service keeps that."""
        actor = by if isinstance(by, Actor) else Actor("member", by)
        context = Context(now=now, actor=actor, stream=self._stream, command_id=id, role=role, secret=secret)
        return self._aggregate.decide(self._state, command, context)

    def then(self, events: Sequence[Event]) -> Any:
        """The state after these events, too."""
        return self._aggregate.evolve.fold(self._state, events)

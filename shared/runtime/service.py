"""What a service declares of itself; `shared.runtime.runtime` makes it run.

A service's `app.py` names all of it as values: nothing is found by importing a module, so whoever follows a name in an editor
sees everything there is.
"""

import inspect
import typing
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel
from typing_extensions import TypeVar  # with a default: the library's own has it from Python 3.13 on

from shared.bus.cloudevents import Meta
from shared.bus.streams import Durable, reactions_consumer
from shared.bus.subjects import Subjects
from shared.contracts.base import Command, Event, Query
from shared.contracts.types import Id
from shared.domain import Actor, Aggregate
from shared.journal.follower import Sink
from shared.runtime.ports import BusPortsWith, Ports, PortsWith
from shared.settings import Settings

type QueryHandler = Callable[[Any, Actor, Any], Awaitable[BaseModel]]
type LookupHandler = Callable[[Any, Id, Actor, Any], Awaitable[object]]
type ReactionHandler = Callable[[Any, Meta, Any], Sequence[Command] | Awaitable[Sequence[Command]]]

P_contra = TypeVar("P_contra", bound=Ports, contravariant=True, default=Ports)
"""What handlers want of the running service. Those that want less go wherever more is given."""
P = TypeVar("P", default=Any)


class Queries(typing.Generic[P_contra]):
    """What others may ask.

    A function gets the query, who asks, and the ports; it returns a view or raises a `Refusal`. Which query it answers, the
    type of its first parameter says; a union stands for each of its types.
    """

    def __init__(self) -> None:
        self.functions: dict[type[Query], QueryHandler] = {}

    def on[Q: Query, V: BaseModel](
        self, function: Callable[[Q, Actor, P_contra], Awaitable[V]]
    ) -> Callable[[Q, Actor, P_contra], Awaitable[V]]:
        self.functions.update(dict.fromkeys(_types_of(function), function))
        return function


class Lookups(typing.Generic[P_contra]):
    """What a decision must know of things beside the one it is about.

    A function gets the command, the id of the thing it is about, who asks, and the ports; what it returns is
    `Context.known`. It may find what is changed a moment later, so it is for what never changes, such as one version of
    something, or need not be newer. For a member who does not belong to the thing's community nothing is looked up. It may
    also store what must be there once the command is done, such as a picture.
    """

    def __init__(self) -> None:
        self.functions: dict[type[Command], LookupHandler] = {}

    def on[C: Command, K](
        self, function: Callable[[C, Id, Actor, P_contra], Awaitable[K]]
    ) -> Callable[[C, Id, Actor, P_contra], Awaitable[K]]:
        self.functions.update(dict.fromkeys(_types_of(function), function))
        return function


class Reactions(typing.Generic[P_contra]):
    """What follows here from events elsewhere.

    A function gets the event, where it stands in history, and the ports, and returns commands for its own service. Each
    command is done once however often the event comes, for its id is made from the event's id; so the command's content must
    follow from the event alone.
    """

    def __init__(self) -> None:
        self.functions: dict[type[Event], ReactionHandler] = {}

    def on[E: Event, R: Sequence[Command] | Awaitable[Sequence[Command]]](
        self, function: Callable[[E, Meta, P_contra], R]
    ) -> Callable[[E, Meta, P_contra], R]:
        self.functions.update(dict.fromkeys(_types_of(function), function))
        return function


def _types_of(function: Callable[..., Any]) -> tuple[Any, ...]:
    first = next(iter(inspect.signature(function).parameters))
    hint = inspect.get_annotations(function, eval_str=True)[first]
    return typing.get_args(hint) or (hint,)


def _no_parts(_: Ports) -> Any:
    return None


def _no_read_models(_: Ports) -> Sequence[Sink]:
    return ()


def _no_consumers(_: Subjects) -> Sequence[Durable]:
    return ()


@dataclass(frozen=True)
class Service(typing.Generic[P]):
    """One service: its aggregates, what may be asked, what it reacts to, and what else it keeps running.

    `P` is what its handlers share; see `parts`.
    """

    name: str
    aggregates: Sequence[Aggregate[Any]] = ()
    queries: Sequence[Queries[PortsWith[P]]] = ()
    lookups: Sequence[Lookups[PortsWith[P]]] = ()
    reactions: Sequence[Reactions[BusPortsWith[P]]] = ()
    asks: Sequence[type[Query]] = ()
    """What it asks of other services: on a bus that knows users it may ask nothing else."""
    consumers: Callable[[Subjects], Sequence[Durable]] = _no_consumers
    """Durable consumers that it reads by itself, beside that of its reactions."""
    outside: Callable[[Settings], Awaitable[Mapping[str, str]]] | None = None
    """What it reaches beyond the bus and the store, each with why it can't be reached now, or nothing. `convene doctor` asks
    for it: where that runs, this service's settings may not be known."""
    parts: Callable[[Ports], P] = _no_parts
    """Made once for a running service from its ports: what its handlers share, such as a cache. Handlers find it as
    `ports.parts`."""
    read_models: Callable[[BusPortsWith[P]], Sequence[Sink]] = _no_read_models
    """Made once for a running service from its ports: what follows the journal, beside the bus."""
    background: Sequence[Callable[[BusPortsWith[P]], AbstractAsyncContextManager[None]]] = ()
    """Entered in this order once the service answers, left before it stops: an HTTP server, an alarm clock."""

    @cached_property
    def query_handlers(self) -> dict[type[Query], QueryHandler]:
        return _merged(part.functions for part in self.queries)

    @cached_property
    def lookup_handlers(self) -> dict[type[Command], LookupHandler]:
        return _merged(part.functions for part in self.lookups)

    @cached_property
    def reaction_handlers(self) -> dict[type[Event], ReactionHandler]:
        return _merged(part.functions for part in self.reactions)

    @cached_property
    def command_types(self) -> dict[str, type[Command]]:
        return {command.__name__: command for aggregate in self.aggregates for command in aggregate.decide.commands}

    @cached_property
    def query_types(self) -> dict[str, type[Query]]:
        return {query.__name__: query for query in self.query_handlers}

    @cached_property
    def event_types(self) -> dict[str, type[Event]]:
        """The events of other services that it reacts to."""
        return {event.__name__: event for event in self.reaction_handlers}

    def filters(self, subjects: Subjects) -> list[str]:
        """The subjects of the events that it reacts to."""
        return [subjects.events_of(event) for event in self.reaction_handlers]

    def durables(self, subjects: Subjects) -> list[Durable]:
        """Every durable consumer that it needs on the bus."""
        filters = self.filters(subjects)
        own = [reactions_consumer(subjects, self.name, filters)] if filters else []
        return [*own, *self.consumers(subjects)]


def _merged[K, F](parts: Iterable[Mapping[type[K], F]]) -> dict[type[K], F]:
    """What all of these handle. Raises `ValueError` where two handle the same: one would never be called."""
    found: dict[type[K], F] = {}
    for part in parts:
        if twice := found.keys() & part.keys():
            raise ValueError(f"handled twice: {', '.join(sorted(kind.__name__ for kind in twice))}")
        found.update(part)
    return found

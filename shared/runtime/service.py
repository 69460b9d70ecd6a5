"""What a service declares of itself; `shared.house` makes it run."""

import inspect
import typing
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from shared.bus.cloudevents import Meta
from shared.bus.streams import Durable, reactions_consumer
from shared.bus.subjects import Subjects
from shared.contracts.base import Command, Event, Query
from shared.domain import Actor, Aggregate
from shared.settings import Settings

if TYPE_CHECKING:
    from shared.journal.follower import Sink
    from shared.runtime.runtime import Runtime

type QueryHandler = Callable[[Any, Actor, "Runtime"], Awaitable[BaseModel]]
type LookupHandler = Callable[[Any, str, Actor, "Runtime"], Awaitable[Any]]
type ReactionHandler = Callable[[Any, Meta, "Runtime"], Sequence[Command] | Awaitable[Sequence[Command]]]


class Queries:
    """What others may ask. A function says which query it answers by the type of its first parameter.

    It gets the query, who asks, and the house; it returns a view or raises a `Refusal`.
    """

    def __init__(self) -> None:
        self.functions: dict[type[Query], QueryHandler] = {}

    def on[F: QueryHandler](self, function: F) -> F:
        for query in _types_of(function):
            self.functions[query] = function
        return function


class Lookups:
    """What a decision must know of things beside the one it is about. A function says for which commands by its first type.

    It gets the command, the id of the thing it is about, who asks, and the house; what it returns is `Context.known`. It may
    find what is changed a moment later, so it is for what never changes, such as one version of something, or need not be
    newer. For a member who does not belong to the thing's community nothing is looked up. It may also keep what must be there
    once the command is done, such as a picture.
    """

    def __init__(self) -> None:
        self.functions: dict[type[Command], LookupHandler] = {}

    def on[F: LookupHandler](self, function: F) -> F:
        for command in _types_of(function):
            self.functions[command] = function
        return function


class Reactions:
    """What follows here from events elsewhere. A function says which events it is for by its first parameter.

    It gets the event, where it stands in history, and the house, and returns commands for its own service. Each command is
    done once however often the event comes, for its id is made from the event's id.
    """

    def __init__(self) -> None:
        self.functions: dict[type[Event], ReactionHandler] = {}

    def on[F: ReactionHandler](self, function: F) -> F:
        for event in _types_of(function):
            self.functions[event] = function
        return function


def _types_of(function: Callable[..., Any]) -> tuple[Any, ...]:
    first = next(iter(inspect.signature(function).parameters))
    hint = inspect.get_annotations(function, eval_str=True)[first]
    return typing.get_args(hint) or (hint,)


@dataclass(frozen=True)
class Service:
    """One service: its things, what may be asked, what it reacts to, and what else it keeps running."""

    name: str
    aggregates: tuple[Aggregate[Any], ...] = ()
    queries: Queries = field(default_factory=Queries)
    reactions: Reactions = field(default_factory=Reactions)
    lookups: Lookups = field(default_factory=Lookups)
    asks: tuple[type[Query], ...] = ()
    """What it asks of other services: on a bus that knows users it may ask nothing else."""
    sinks: Callable[["Runtime"], Sequence["Sink"]] = lambda runtime: ()
    """Read models and the like that follow the journal, beside the bus."""
    consumers: Callable[[Subjects], Sequence[Durable]] = lambda subjects: ()
    """Durable consumers that it reads by itself, beside that of its reactions."""
    outside: Callable[[Settings], Awaitable[Mapping[str, str]]] | None = None
    """What it reaches beyond the bus and the store, each with why it can't be reached now, or nothing. `convene doctor` asks
    for it: where that runs, this service's settings may not be known."""
    background: Callable[["Runtime"], AbstractAsyncContextManager[None]] | None = None
    """Entered once the service answers, left before it stops: an HTTP server, an alarm clock, a postman."""

    @property
    def commands(self) -> dict[str, type[Command]]:
        return {command.__name__: command for one in self.aggregates for command in one.decide.commands}

    @property
    def query_types(self) -> dict[str, type[Query]]:
        return {query.__name__: query for query in self.queries.functions}

    def filters(self, subjects: Subjects) -> list[str]:
        """The subjects of the events that it reacts to."""
        return [subjects.events_of(event) for event in self.reactions.functions]

    def durables(self, subjects: Subjects) -> list[Durable]:
        """Every durable consumer that it needs on the bus."""
        filters = self.filters(subjects)
        own = [reactions_consumer(subjects, self.name, filters)] if filters else []
        return [*own, *self.consumers(subjects)]

    @property
    def heard(self) -> dict[str, type[Event]]:
        return {event.__name__: event for event in self.reactions.functions}

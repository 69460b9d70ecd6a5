"""What a service declares of itself; `shared.runtime.runtime` makes it run.

A service's `app.py` names all of it as values: nothing is found by importing a module, so whoever follows a name in an editor
sees everything there is.
"""

import inspect
import typing
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import cached_property
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

type QueryHandler = Callable[[Any, Actor, Any], Awaitable[BaseModel]]
type LookupHandler = Callable[[Any, str, Actor, Any], Awaitable[Any]]
type ReactionHandler = Callable[[Any, Meta, Any], Sequence[Command] | Awaitable[Sequence[Command]]]


class Handlers[K, F: Callable[..., Any]]:
    """Functions by the type of their first parameter; a union stands for each of its types."""

    def __init__(self) -> None:
        self.functions: dict[type[K], F] = {}

    def on[G: Callable[..., Any]](self, function: G) -> G:
        for kind in _types_of(function):
            self.functions[kind] = typing.cast(F, function)
        return function


class Queries(Handlers[Query, QueryHandler]):
    """What others may ask.

    A function gets the query, who asks, and the ports; it returns a view or raises a `Refusal`.
    """


class Lookups(Handlers[Command, LookupHandler]):
    """What a decision must know of things beside the one it is about.

    A function gets the command, the id of the thing it is about, who asks, and the ports; what it returns is
    `Context.known`. It may find what is changed a moment later, so it is for what never changes, such as one version of
    something, or need not be newer. For a member who does not belong to the thing's community nothing is looked up. It may
    also store what must be there once the command is done, such as a picture.
    """


class Reactions(Handlers[Event, ReactionHandler]):
    """What follows here from events elsewhere.

    A function gets the event, where it stands in history, and the ports, and returns commands for its own service. Each
    command is done once however often the event comes, for its id is made from the event's id; so the command's content must
    follow from the event alone.
    """


def _types_of(function: Callable[..., Any]) -> tuple[Any, ...]:
    first = next(iter(inspect.signature(function).parameters))
    hint = inspect.get_annotations(function, eval_str=True)[first]
    return typing.get_args(hint) or (hint,)


def _nothing(_: Any) -> Sequence["Sink"]:
    return ()


@dataclass(frozen=True)
class Service:
    """One service: its aggregates, what may be asked, what it reacts to, and what else it keeps running."""

    name: str
    aggregates: tuple[Aggregate[Any], ...] = ()
    queries: Sequence[Queries] = ()
    lookups: Sequence[Lookups] = ()
    reactions: Sequence[Reactions] = ()
    asks: tuple[type[Query], ...] = ()
    """What it asks of other services: on a bus that knows users it may ask nothing else."""
    consumers: Callable[[Subjects], Sequence[Durable]] = lambda subjects: ()
    """Durable consumers that it reads by itself, beside that of its reactions."""
    outside: Callable[[Settings], Awaitable[Mapping[str, str]]] | None = None
    """What it reaches beyond the bus and the store, each with why it can't be reached now, or nothing. `convene doctor` asks
    for it: where that runs, this service's settings may not be known."""
    parts: Callable[[Any], object] = lambda ports: None
    """Made once for a running service from its ports: what its handlers share, such as a cache. Handlers find it as
    `ports.parts`."""
    read_models: Callable[[Any], Sequence["Sink"]] = _nothing
    """Made once for a running service from its ports: what follows the journal, beside the bus."""
    background: Sequence[Callable[[Any], AbstractAsyncContextManager[None]]] = ()
    """Entered in this order once the service answers, left before it stops: an HTTP server, an alarm clock."""

    @cached_property
    def query_handlers(self) -> dict[type[Query], QueryHandler]:
        return _all(self.queries)

    @cached_property
    def lookup_handlers(self) -> dict[type[Command], LookupHandler]:
        return _all(self.lookups)

    @cached_property
    def reaction_handlers(self) -> dict[type[Event], ReactionHandler]:
        return _all(self.reactions)

    @cached_property
    def command_types(self) -> dict[str, type[Command]]:
        return {command.__name__: command for aggregate in self.aggregates for command in aggregate.decide.commands}

    @cached_property
    def query_types(self) -> dict[str, type[Query]]:
        return {query.__name__: query for query in self.query_handlers}

    def filters(self, subjects: Subjects) -> list[str]:
        """The subjects of the events that it reacts to."""
        return [subjects.events_of(event) for event in self.reaction_handlers]

    def durables(self, subjects: Subjects) -> list[Durable]:
        """Every durable consumer that it needs on the bus."""
        filters = self.filters(subjects)
        own = [reactions_consumer(subjects, self.name, filters)] if filters else []
        return [*own, *self.consumers(subjects)]

    @cached_property
    def event_types(self) -> dict[str, type[Event]]:
        """The events of other services that it reacts to."""
        return {event.__name__: event for event in self.reaction_handlers}


def _all[K, F: Callable[..., Any]](parts: Sequence[Handlers[K, F]]) -> dict[type[K], F]:
    """What all of these handle. Raises `ValueError` where two handle the same: one would never be called."""
    found: dict[type[K], F] = {}
    for part in parts:
        if twice := found.keys() & part.functions.keys():
            raise ValueError(f"handled twice: {', '.join(sorted(kind.__name__ for kind in twice))}")
        found.update(part.functions)
    return found

"""One kind of thing that commands change: its state, how events change it, and what commands decide."""

import inspect
import typing
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shared.contracts.base import Command, Event
from shared.domain.context import Context


class State(Protocol):
    """What the journal must know of a state: whose community it belongs to."""

    @property
    def community_id(self) -> str: ...


def _annotation(function: Callable[..., Any], parameter: int) -> Any:
    """The type of one parameter, which is how handlers say what they are for."""
    name = list(inspect.signature(function).parameters)[parameter]
    hint = typing.get_type_hints(function)[name]
    return hint


def _add[K: type, F](functions: dict[K, F], more: dict[K, F]) -> None:
    if twice := functions.keys() & more.keys():
        raise ValueError(f"declared twice: {', '.join(sorted(kind.__name__ for kind in twice))}")
    functions.update(more)


class UnknownEventError(TypeError):
    """No `evolve` of the aggregate knows this event: written, it could not be read back."""


def _unchanged[S](state: S, _: Event) -> S:
    return state


class Evolver[S]:
    """How each event changes the state. A function says which event it is for by the type of its second parameter.

    What it has no function for and was not told to leave alone is no event of this thing: it could not be read back.
    """

    def __init__(self) -> None:
        self._functions: dict[type[Event], Callable[[Any, Any], S]] = {}

    def on[F: Callable[..., Any]](self, function: F) -> F:
        hint = _annotation(function, 1)
        for event in typing.get_args(hint) or (hint,):
            self._functions[event] = function
        return function

    def leave_alone(self, *events: type[Event]) -> None:
        """These belong to the history, and change nothing in the state."""
        for event in events:
            self._functions[event] = _unchanged

    @property
    def events(self) -> tuple[type[Event], ...]:
        return tuple(self._functions)

    @classmethod
    def merged(cls, *parts: "Evolver[S]") -> "Evolver[S]":
        """One that knows what all of these know. Raises `ValueError` where two speak for the same event."""
        whole = cls()
        for part in parts:
            _add(whole._functions, part._functions)
        return whole

    def __call__(self, state: S | None, event: Event) -> S | None:
        """The state after an event; `UnknownEventError` where nothing says what becomes of it."""
        change = self._functions.get(type(event))
        if change is None:
            raise UnknownEventError(f"no evolve function knows {type(event).__name__}: it could not be read back")
        return change(state, event)

    def fold(self, state: S | None, events: Iterable[Event]) -> S | None:
        for event in events:
            state = self(state, event)
        return state


class Decider[S]:
    """What each command leads to: `(state, command, context) -> events`, or a `Refusal`. No events: nothing to do."""

    def __init__(self) -> None:
        self._functions: dict[type[Command], Callable[[Any, Any, Context], Sequence[Event]]] = {}

    def on[F: Callable[..., Any]](self, function: F) -> F:
        hint = _annotation(function, 1)
        for command in typing.get_args(hint) or (hint,):
            self._functions[command] = function
        return function

    @classmethod
    def merged(cls, *parts: "Decider[S]") -> "Decider[S]":
        """One that knows what all of these know. Raises `ValueError` where two speak for the same command."""
        whole = cls()
        for part in parts:
            _add(whole._functions, part._functions)
        return whole

    def __call__(self, state: S | None, command: Command, context: Context) -> Sequence[Event]:
        return self._functions[type(command)](state, command, context)

    @property
    def commands(self) -> tuple[type[Command], ...]:
        return tuple(self._functions)


@dataclass(frozen=True)
class Aggregate[S]:
    """A kind of thing, as the journal needs to know it."""

    kind: str
    """The first part of its ids: `clinic`."""
    state: type[S]
    evolve: Evolver[S]
    decide: Decider[S]
    revision: int = 1
    """Grows when the state's shape changes: older snapshots are then made again from the events."""

    @property
    def events(self) -> tuple[type[Event], ...]:
        """Every event it can have: those that change its state, and those that are only recorded."""
        return self.evolve.events

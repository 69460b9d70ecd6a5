"""What a child process of the stack runs, how to tell that it is ready, and how patient to be with it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what, in real seconds."""

    ready: float = 60
    """For a process that starts; a bus with many messages or a store after a crash reads for a while."""
    stop: float = 10
    """For a process that was asked to stop, before it is killed."""
    first_wait: float = 0.2
    """Before a process that died is started again; twice as long each time it dies again soon."""
    longest_wait: float = 10
    proven: float = 10
    """A process that lived this long starts with `first_wait` again."""
    between_checks: float = 0.05
    between_looks: float = 3
    """Between two looks at whether a process that runs still does its work."""
    looks: int = 2
    """So many looks in a row must find it broken before it is ended and started again."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a child runs, and how to tell that it is ready."""

    name: str
    command: Sequence[str]
    ready: Callable[[], Awaitable[bool]]
    """Asked again and again while the process starts."""
    env: Mapping[str, str] | None = None
    prepare: Callable[[], None] | None = None
    """Called before every start."""
    broken: Callable[[], Awaitable[str | None]] | None = None
    """Asked now and then while it runs: why it does not do its work although it lives, which a new start mends."""
    hindered: Callable[[], str | None] = lambda: None
    """Why a new start would be of no use for now, such as a disk that is full."""
    patience: Patience = Patience()

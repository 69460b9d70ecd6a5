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
    patience: Patience = Patience()

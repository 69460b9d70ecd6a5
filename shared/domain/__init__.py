"""What pure decisions and pure state are made of. Nothing here reads a clock, draws a random number or does I/O."""

from shared.domain.aggregate import Aggregate, Decider, Evolver, State, UnknownEventError
from shared.domain.context import Actor, Context
from shared.domain.refusal import Refusal, conflict, forbidden, invalid, is_unreadable, not_found, unreadable

__all__ = [
    "Actor",
    "Aggregate",
    "Context",
    "Decider",
    "Evolver",
    "Refusal",
    "State",
    "UnknownEventError",
    "conflict",
    "forbidden",
    "invalid",
    "is_unreadable",
    "not_found",
    "unreadable",
]

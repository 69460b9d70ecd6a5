"""What a decision may know beyond the state and the command."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from shared.contracts.base import Id, derived_id

type ActorKind = Literal["member", "operator", "service", "anyone"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a member by their id, an operator, or a service by its name."""

    kind: ActorKind
    id: str
    scopes: frozenset[str] | None = field(default=None, compare=False)
    """What an access token is good for (see `shared.access`); None: whatever the actor may do."""
    token_id: str = field(default="", compare=False)
    """Which access token speaks; empty for a session and for services."""
    session_id: str = field(default="", compare=False)
    """In which session a member speaks; empty for access tokens and for services."""

    @property
    def is_operator(self) -> bool:
        return self.kind == "operator"

    @property
    def may_be_ended(self) -> bool:
        """Whether what this actor speaks with may have been revoked, or ended, before its time."""
        return bool(self.token_id or self.session_id)

    def is_service(self, name: str) -> bool:
        return self.kind == "service" and self.id == name


@dataclass(frozen=True, slots=True)
class Context:
    """The time, who asks, in which role, and ids for what is made. The same context gives the same events."""

    now: datetime
    """Convene's time, UTC."""
    actor: Actor
    stream: Id
    command_id: str
    role: str | None = None
    """The actor's role in the community that the command or the state names; None if they do not belong."""
    secret: str = ""
    """A random text that nobody can guess, new for every command."""
    known: Any = None
    """What the service looked up for this command; see `shared.runtime.service.Lookups`."""

    def new_id(self, kind: str, number: int = 0) -> Id:
        """An id for a thing that this command makes: the same one when the same command is decided again."""
        return derived_id(kind, self.actor.id, self.command_id, self.stream, str(number))

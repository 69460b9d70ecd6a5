"""Commands, events, queries: what travels between services, and the names they travel under."""

import hashlib
import types
import typing
from base64 import b32encode
from functools import cache
from typing import Any, ClassVar, Self, Union

from pydantic import BaseModel, ConfigDict

from shared.contracts.types import Id, Value, is_private


class Command(BaseModel):
    """Somebody wants something done: an imperative. Unknown fields are refused, so that a typing error is seen."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    service: ClassVar[str]
    """The service that owns the decision."""
    kind: ClassVar[str]
    """The kind of thing it is about: `clinic`, `visit`, ... and the name of the field with its id, `<kind>_id`."""
    largest: ClassVar[int] = 64 * 1024
    """Bytes that the message which brings it may have."""
    creates: ClassVar[bool] = False
    """Whether it makes a new thing; then its id comes from the command's own id and no `<kind>_id` is needed."""

    def stream(self, actor: str, command_id: str) -> Id:
        """The id of the thing this command is about."""
        if self.creates:
            return derived_id(self.kind, actor, command_id)
        return typing.cast(Id, getattr(self, f"{self.kind}_id"))


class Event(BaseModel):
    """Something happened: a fact in the past tense. Readers ignore fields they don't know."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    service: ClassVar[str]
    revision: ClassVar[int] = 1
    """Grows when fields are added. A reader that knows only an older one parks the event instead of guessing."""
    answered: ClassVar[tuple[str, ...]] = ()
    """Private fields that the answer to the command shows to whoever sent it, and to nobody else."""

    def public(self) -> dict[str, Any]:
        """What others may see: every field but the private ones."""
        return self.model_dump(mode="json", exclude=set(private_fields(type(self))))

    @classmethod
    def from_public(cls, data: dict[str, Any]) -> Self:
        """The event as it came over the bus; private fields are empty there."""
        return cls.model_validate({**private_fields(cls), **data})


class Query(BaseModel):
    """Somebody wants to know something. The owner answers if the asker may know it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    service: ClassVar[str]


class Contribution(Event):
    """What a person said in a live activity."""


@cache
def private_fields(event: type[BaseModel]) -> dict[str, Any]:
    """The private fields of an event type, each with what stands in its place on the bus."""
    return {
        name: _nothing(field.annotation)
        for name, field in event.model_fields.items()
        if is_private(field.annotation, field.metadata)
    }


def _nothing(annotation: Any) -> Any:
    """The emptiest value a private field's type can hold."""
    while hasattr(annotation, "__value__") or typing.get_origin(annotation) is typing.Annotated:
        arguments = typing.get_args(annotation)
        annotation = arguments[0] if arguments else annotation.__value__
    origin = typing.get_origin(annotation) or annotation
    if origin in (Union, types.UnionType):
        return None
    return {str: "", tuple: (), dict: {}}[origin]


def derived_id(kind: str, *parts: str) -> Id:
    """An id that is the same whenever the same parts come again: how a repeated command finds what it made."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()[:20]
    return f"{kind}-{b32encode(digest).decode().lower()[:26]}"


__all__ = ["Command", "Contribution", "Event", "Id", "Query", "Value", "derived_id", "private_fields"]

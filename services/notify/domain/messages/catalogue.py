"""Every message there is, by its kind: the classes of the modules beside this one. Pure."""

from collections.abc import Iterator, Mapping
from types import ModuleType

from services.notify.domain.messages import channels, clinics, membership, reminders, seats, visits
from services.notify.domain.messages.message import Message

MODULES = (clinics, visits, reminders, seats, membership, channels)


def _messages(module: ModuleType) -> Iterator[type[Message]]:
    """The messages that a module defines; a class without a kind is what several have in common."""
    for value in vars(module).values():
        if not isinstance(value, type) or value.__module__ != module.__name__:
            continue
        if issubclass(value, Message) and hasattr(value, "kind"):
            yield value


MESSAGES: Mapping[str, type[Message]] = {message.kind: message for module in MODULES for message in _messages(module)}


class UnknownMessage(LookupError):
    """There is no such message here: a newer version may have queued it."""


def message_class(kind: str) -> type[Message]:
    """The message of this kind. Raises `UnknownMessage`."""
    if kind not in MESSAGES:
        raise UnknownMessage(f"There is no message {kind!r}; there are {', '.join(MESSAGES)}.")
    return MESSAGES[kind]

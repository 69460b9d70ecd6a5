"""What became of one attempt to deliver a message: values to store and decide on, never exceptions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """The receiving server took the message over."""


@dataclass(frozen=True, slots=True)
class Refused:
    """This message will never be taken: show the reason, do not try again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not delivered for now: try again, not before `retry_after` real seconds if the receiver named them."""

    reason: str
    retry_after: float | None = None
    whole_channel: bool = False
    """Nothing at all gets through: it is not this message, so the others need not try either."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The message may or may not have arrived: it must not be sent again unless a person decides so."""

    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The channel itself no longer exists: disable it and tell its owner."""

    reason: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """Nothing was sent: at the last moment it turned out that it should not be."""


type Outcome = Sent | Refused | Later | Unknown | Gone | Withheld

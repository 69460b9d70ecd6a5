"""Events on the bus are CloudEvents 1.0, JSON, in structured mode: what other systems have libraries for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from shared.bus.subjects import Subjects
from shared.contracts.base import Event
from shared.journal.commit import Commit, order_of

CONTENT_TYPE = "application/cloudevents+json"
TYPE_PREFIX = "convene."


class Unreadable(Exception):
    """A message that this program cannot read; it is parked, with the reason."""


@dataclass(frozen=True, slots=True)
class Message:
    """One event as it goes to the bus."""

    id: str
    subject: str
    payload: bytes
    key: str
    """By which the stream knows it again (`Nats-Msg-Id`). All publishers share these names, so it begins with the service's."""


@dataclass(frozen=True, slots=True)
class Meta:
    """Where an event that came over the bus stands in history."""

    id: str
    type: str
    stream: str
    version: int
    at: datetime
    community: str
    actor: str
    trace: str = ""
    epoch: int = 0

    @property
    def order(self) -> int:
        """Tells which of two events of a thing is the newer one, also after the owner's store was restored."""
        return order_of(self.epoch, self.version)


def messages(commit: Commit, subjects: Subjects) -> Iterable[Message]:
    """The messages of a commit, in order, without anything private."""
    recorded = commit.recorded
    for number, this_recorded in enumerate(recorded, 1):
        event = this_recorded.event
        name = type(event).__name__
        envelope = {
            "specversion": "1.0",
            "id": this_recorded.id,
            "source": f"/convene/{event.service}",
            "type": f"{TYPE_PREFIX}{event.service}.{name}",
            "subject": commit.stream,
            "time": commit.at,
            "datacontenttype": "application/json",
            # Zero-padded, so that comparing as text is comparing as numbers, as the extension demands.
            "sequence": f"{commit.version:010d}",
            **({"epoch": commit.epoch} if commit.epoch else {}),
            "part": f"{number}/{len(recorded)}",
            "revision": event.revision,
            "community": commit.community,
            "actor": commit.actor,
            **({"traceparent": commit.trace} if commit.trace else {}),
            "data": this_recorded.public,
        }
        subject = subjects.event(commit.community, event.service, commit.stream, name)
        yield Message(this_recorded.id, subject, orjson.dumps(envelope), f"{event.service}/{this_recorded.id}")


def same_event(payload: bytes, stored: bytes) -> bool:
    """Whether what the stream has is this event. Another version of the program may have told a field more or fewer of it."""
    try:
        ours, theirs = orjson.loads(payload), orjson.loads(stored)
        told = [name["data"].keys() for name in (ours, theirs)]
        return all(ours.get(name) == theirs.get(name) for name in _OF_ONE_EVENT) and all(
            ours["data"][name] == theirs["data"][name] for name in told[0] & told[1]
        )
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError):
        return False


_OF_ONE_EVENT = ("id", "source", "type", "subject", "time", "sequence", "epoch", "part", "community", "actor")


def id_of(payload: bytes) -> str:
    """The id of whatever event a message holds; nothing where it holds none."""
    try:
        return str(orjson.loads(payload)["id"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return ""


def envelope_of(payload: bytes) -> tuple[dict[str, Any], Meta]:
    """What a message is in, and where its event stands, whatever its type; `Unreadable` where it is no event of ours."""
    try:
        envelope: dict[str, Any] = orjson.loads(payload)
        meta = Meta(
            id=_text(envelope["id"]),
            type=_text(envelope["type"]),
            stream=_text(envelope["subject"]),
            version=int(envelope["sequence"]),
            at=datetime.fromisoformat(envelope["time"]),
            community=_text(envelope["community"]),
            actor=_text(envelope.get("actor", "")),
            trace=_text(envelope.get("traceparent", "")),
            epoch=int(envelope.get("epoch", 0)),
        )
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise Unreadable(f"not a CloudEvent of ours: {_why(error)}") from None
    if meta.at.tzinfo is None:
        raise Unreadable("not a CloudEvent of ours: its time says no zone")
    return envelope, meta


def read(payload: bytes, types: Mapping[str, type[Event]]) -> tuple[Event, Meta]:
    """The event in a message, and where it stands; `Unreadable` with the reason for whoever looks at the parked ones."""
    envelope, meta = envelope_of(payload)
    event = types.get(meta.type.rpartition(".")[2])
    if event is None:
        raise Unreadable(f"nothing here knows the event type {meta.type}")
    try:
        revision, data = int(envelope.get("revision", 1)), envelope["data"]
        if revision > event.revision:
            raise Unreadable(
                f"{meta.type} has revision {revision}; this program knows {event.revision}: update it, then retry"
            )
        return event.from_public(data), meta
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"{meta.type} does not have the fields it should: {error}") from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text was expected, not {type(value).__name__}")
    return value


def _why(error: Exception) -> str:
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) else repr(error)

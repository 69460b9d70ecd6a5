"""What one command changed: the unit the journal stores, in one document."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from shared.contracts.base import Command, Event, private_fields
from shared.journal.set_aside import Unread
from shared.store.driver import Document


@dataclass(frozen=True)
class Recorded:
    """An event with its place in history. The id is the same for ever, so whoever sees it twice can tell."""

    id: str
    event: Event

    @cached_property
    def data(self) -> dict[str, Any]:
        """All fields as JSON, for the journal. Made once: the journal, the answer and the bus each need it."""
        return self.event.model_dump(mode="json")

    @cached_property
    def public(self) -> dict[str, Any]:
        """The fields that others may see, as JSON; the same as `Event.public`."""
        private = private_fields(type(self.event))
        return {name: value for name, value in self.data.items() if name not in private}


@dataclass
class Commit:
    """The events of one command. `lane` and `batch` say where it was written, so that the relay finds it again."""

    stream: str
    version: int
    at: datetime
    actor: str
    command_id: str
    community: str
    events: Sequence[Event]
    digest: str = ""
    """Of the command's content: the same command id with another content is a mistake, not a repetition."""
    trace: str = ""
    lane: str = ""
    batch: int = 0
    epoch: int = 0
    """Of the journal when this was written: a restore of the store begins the next one."""

    @property
    def id(self) -> str:
        return commit_id(self.stream, self.version)

    @cached_property
    def recorded(self) -> list[Recorded]:
        place = f"{self.stream}@{order_of(self.epoch, self.version)}"
        return [Recorded(f"{place}.{number}", event) for number, event in enumerate(self.events, 1)]

    def document(self) -> Document:
        return {
            "_id": self.id,
            "stream": self.stream,
            "version": self.version,
            "at": self.at,
            "actor": self.actor,
            "command_id": self.command_id,
            "digest": self.digest,
            "community": self.community,
            "trace": self.trace,
            "lane": self.lane,
            "batch": self.batch,
            **({"epoch": self.epoch} if self.epoch else {}),
            "events": [
                {
                    "id": recorded.id,
                    "type": type(recorded.event).__name__,
                    "revision": recorded.event.revision,
                    "data": recorded.data,
                }
                for recorded in self.recorded
            ],
        }

    @classmethod
    def of(cls, document: Document, types: Mapping[str, type[Event]]) -> "Commit | Unread":
        """The commit that a document holds, or why this program cannot read it."""
        kind = ""
        try:
            _require_own_place(document)
            fields = {name: document[name] for name in _PLAIN}
            events = []
            for entry in document["events"]:
                kind = str(entry["type"])
                events.append(_event(entry, types))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            stream, _, version = str(document["_id"]).rpartition("@")
            return Unread(stream, int(version), kind, _reason(error))
        return cls(**fields, events=events, epoch=document.get("epoch", 0))


def _require_own_place(document: Document) -> None:
    if commit_id(document["stream"], document["version"]) != document["_id"]:
        raise ValueError("it does not stand where it belongs")


def _event(entry: Document, types: Mapping[str, type[Event]]) -> Event:
    kind = types.get(entry["type"])
    if kind is None:
        raise ValueError("this program does not know the type")
    # What was written before revisions were noted has the first one.
    revision = int(entry.get("revision", 1))
    if revision > kind.revision:
        raise ValueError(f"it has revision {revision}; this program knows {kind.revision}")
    return kind.model_validate(entry["data"])


def _reason(error: Exception) -> str:
    """In words that hold nothing of what was written: a validation error would quote it."""
    if isinstance(error, ValidationError):
        where = {".".join(str(part) for part in this_error["loc"]) for this_error in error.errors(include_input=False)}
        return f"its fields are not as they should be: {', '.join(sorted(where))}"[:500]
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)[:500]


_PLAIN = ("stream", "version", "at", "actor", "command_id", "digest", "community", "trace", "lane", "batch")


def order_of(epoch: int, version: int) -> int:
    """A number that grows along a stream also where a restored store gives a version a second time.

    In the first epoch, which is nearly every journal's only one, it is the version.
    """
    return (epoch << 32) + version


def commit_id(stream: str, version: int) -> str:
    return f"{stream}@{version}"


def note_id(lane: str, batch: int) -> str:
    """The id of the note with which a batch begins: what was written there can be found again by ids alone."""
    return f"{lane}#{batch}"


def digest_of(command: Command) -> str:
    content = f"{type(command).__name__}:{command.model_dump_json()}"
    return hashlib.blake2b(content.encode(), digest_size=12).hexdigest()

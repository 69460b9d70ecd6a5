"""How a state is written down for a snapshot: small, and so that a long one is neither written nor read whole each time.

What is on the state's own shelves is written in blocks. A block that holds what it held last time is not written again; and a
thing is read when somebody first asks for it: a command on ten thousand contributions looks at one or two of them. Everything
else is written and read at once.
"""

import typing
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
from pydantic import BaseModel, TypeAdapter
from pydantic_core import PydanticUndefined

from shared.domain.collections import Kept, Shelf
from shared.store.driver import Document

FORM = 2
"""How it is written. Snapshots of another form are not read; they are made again from the events."""
LEVEL = 1
BLOCK = 64
"""Things in a block: so few that a thing and its key are near enough to each other to be written small."""


class Block(NamedTuple):
    """Some things of a shelf, and the same written down: a line of their keys, and a line of JSON for each."""

    keys: list[str]
    things: list[Any]
    written: bytes


@dataclass(frozen=True)
class Packed:
    """A state written down, with what it was made of."""

    rest: bytes
    shelves: Mapping[str, Sequence[Block]]

    def document(self) -> Document:
        shelves = {name: [block.written for block in blocks] for name, blocks in self.shelves.items()}
        return {"rest": self.rest, "shelves": shelves}


NOTHING = Packed(b"", {})


class SnapshotCodec:
    """Writes and reads the states of one kind."""

    def __init__(self, kind: type[Any]) -> None:
        self._whole: TypeAdapter[Any] = TypeAdapter(kind)
        self._shelves = _shelves_of(kind)

    def pack(self, state: Any, before: Packed = NOTHING) -> Packed:
        """The state written down; `before` is how it was last time, if that is known."""
        names = [name for name in self._shelves if len(getattr(state, name))]
        shelves = {name: self._blocks(name, getattr(state, name), before.shelves.get(name, ())) for name in names}
        rest = self._whole.dump_json(state, exclude=set(names) or None)
        return Packed(zlib.compress(rest, LEVEL), shelves)

    def unpack(self, document: Document) -> Any:
        state = self._whole.validate_json(zlib.decompress(document["rest"]))
        shelves = {name: self._shelf(name, blocks) for name, blocks in document["shelves"].items()}
        return state.model_copy(update=shelves) if shelves else state

    def _blocks(self, name: str, shelf: Shelf[str, Any], before: Sequence[Block]) -> list[Block]:
        keys, things = shelf.placed()
        blocks = []
        for number, begin in enumerate(range(0, len(keys), BLOCK)):
            block = keys[begin : begin + BLOCK], things[begin : begin + BLOCK]
            same = number < len(before) and (before[number].keys, before[number].things) == block
            blocks.append(before[number] if same else Block(*block, self._written(name, *block)))
        return blocks

    def _written(self, name: str, keys: list[str], things: list[Any]) -> bytes:
        write = self._shelves[name].dump_json
        lines = [_as_it_was(thing) or write(thing.value if isinstance(thing, Kept) else thing) for thing in things]
        # JSON has no line breaks of its own.
        return zlib.compress(b"\n".join((orjson.dumps(keys), *lines)), LEVEL)

    def _shelf(self, name: str, blocks: Sequence[bytes]) -> Shelf[str, Any]:
        keys: list[str] = []
        written: list[bytes] = []
        for block in blocks:
            head, *lines = zlib.decompress(block).split(b"\n")
            keys += orjson.loads(head)
            written += lines
        return Shelf.kept(keys, written, self._shelves[name].validate_json)


def _as_it_was(thing: Any) -> bytes | None:
    """What a thing was read from, where nobody has read it yet."""
    return thing.written if isinstance(thing, Kept) else None


def _shelves_of(kind: type[Any]) -> dict[str, TypeAdapter[Any]]:
    """The fields of a state that are shelves with texts for keys and may be left out, each with how its things are written."""
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return {}
    found = {}
    for name, field in kind.model_fields.items():
        key, value = typing.get_args(field.annotation) if typing.get_origin(field.annotation) is Shelf else (None, None)
        if key is not None and _is_text(key) and field.default is not PydanticUndefined:
            found[name] = TypeAdapter(value)
    return found


def _is_text(annotation: Any) -> bool:
    while typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    return annotation is str

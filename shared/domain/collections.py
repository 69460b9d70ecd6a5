"""Collections that never change in place, for states that grow: adding to ten thousand costs what adding to ten does."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from immutables import Map
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Kept[V]:
    """A thing on a shelf as it was written down, read when somebody first asks for it. Nobody sees the difference."""

    __slots__ = ("_read", "_value", "_written")

    def __init__(self, written: bytes, read: Callable[[bytes], V]) -> None:
        self._written: bytes | None = written
        self._read: Callable[[bytes], V] | None = read
        self._value: V | None = None

    @property
    def value(self) -> V:
        if self._read is not None and self._written is not None:
            self._value = self._read(self._written)
            self._written = self._read = None
        return cast(V, self._value)

    @property
    def written(self) -> bytes | None:
        """As it was written down; None once it was read."""
        return self._written


class Shelf[K, V](Mapping[K, V]):
    """A mapping that keeps the order in which keys first came, and shares all it can with the one it was made from."""

    __slots__ = ("_next", "_values")

    def __init__(self, values: "Map[K, tuple[int, V | Kept[V]]] | None" = None, next_: int = 0) -> None:
        self._values: Map[K, tuple[int, V | Kept[V]]] = Map() if values is None else values
        self._next = next_

    def put(self, key: K, value: V) -> "Shelf[K, V]":
        """The same shelf with one more thing, or another one in an old one's place."""
        known = self._values.get(key)
        place = self._next if known is None else known[0]
        return Shelf(self._values.set(key, (place, value)), self._next + (known is None))

    def drop(self, key: K) -> "Shelf[K, V]":
        """The same shelf without this thing."""
        return Shelf(self._values.delete(key), self._next) if key in self._values else self

    def __getitem__(self, key: K) -> V:
        value = self._values[key][1]
        return value.value if isinstance(value, Kept) else value

    def __iter__(self) -> Iterator[K]:
        return iter(sorted(self._values, key=lambda key: self._values[key][0]))

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __repr__(self) -> str:
        return f"Shelf({dict(self)!r})"

    def placed(self) -> "tuple[list[K], list[V | Kept[V]]]":
        """All keys and all things in order, those that nobody has read yet as they were written down."""
        placed = sorted(self._values.items(), key=lambda item: item[1][0])
        return [key for key, _ in placed], [thing for _, (_, thing) in placed]

    @classmethod
    def kept(cls, keys: Sequence[K], written: Sequence[bytes], read: Callable[[bytes], V]) -> "Shelf[K, V]":
        """A shelf of things that were written down, each read when it is first asked for."""
        things = zip(keys, written, strict=True)
        return cls(Map({key: (place, Kept(data, read)) for place, (key, data) in enumerate(things)}), len(keys))

    @classmethod
    def of(cls, items: Mapping[K, V]) -> "Shelf[K, V]":
        values = Map({key: (place, value) for place, (key, value) in enumerate(items.items())})
        return cls(values, len(values))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """In JSON a shelf is a plain object, in order."""
        key, value = getattr(source, "__args__", (Any, Any))
        plain = handler.generate_schema(dict[key, value])  # type: ignore[valid-type]
        return core_schema.no_info_after_validator_function(
            cls.of,
            plain,
            serialization=core_schema.plain_serializer_function_ser_schema(dict, return_schema=plain),
        )

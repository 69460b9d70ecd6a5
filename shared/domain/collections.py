"""Collections that never change in place, for states that grow: adding to ten thousand costs what adding to ten does."""

from collections.abc import Iterator, Mapping
from typing import Any

from immutables import Map
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Shelf[K, V](Mapping[K, V]):
    """A mapping that keeps the order in which keys first came, and shares all it can with the one it was made from."""

    __slots__ = ("_next", "_values")

    def __init__(self, values: "Map[K, tuple[int, V]] | None" = None, next_: int = 0) -> None:
        self._values: Map[K, tuple[int, V]] = Map() if values is None else values
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
        return self._values[key][1]

    def __iter__(self) -> Iterator[K]:
        return iter(sorted(self._values, key=lambda key: self._values[key][0]))

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __repr__(self) -> str:
        return f"Shelf({dict(self)!r})"

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

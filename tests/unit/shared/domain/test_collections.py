"""A shelf is a dict that never changes in place."""

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from pydantic import TypeAdapter

from shared.domain.collections import Kept, Shelf

KEYS = st.integers(0, 12)


class ShelfLikeDict(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.shelf: Shelf[int, int] = Shelf()
        self.plain: dict[int, int] = {}
        self.past: list[tuple[Shelf[int, int], dict[int, int]]] = []

    @rule(key=KEYS, value=st.integers())
    def put(self, key: int, value: int) -> None:
        self.past.append((self.shelf, dict(self.plain)))
        self.shelf = self.shelf.put(key, value)
        self.plain[key] = value

    @rule(key=KEYS)
    def drop(self, key: int) -> None:
        self.past.append((self.shelf, dict(self.plain)))
        self.shelf = self.shelf.drop(key)
        self.plain.pop(key, None)

    @rule()
    def be_written_down_and_kept(self) -> None:
        """From then on each thing is read when it is asked for, and nobody sees the difference."""
        keys = list(self.shelf)
        self.shelf = Shelf.kept(keys, [str(self.shelf[key]).encode() for key in keys], int)

    @invariant()
    def it_holds_what_a_dict_holds_in_the_same_order(self) -> None:
        assert list(self.shelf.items()) == list(self.plain.items())
        assert len(self.shelf) == len(self.plain)
        assert all((key in self.shelf) == (key in self.plain) for key in range(13))

    @invariant()
    def what_it_was_before_is_still_so(self) -> None:
        for shelf, plain in self.past[-5:]:
            assert list(shelf.items()) == list(plain.items())


TestShelf = ShelfLikeDict.TestCase


@given(st.dictionaries(st.text(max_size=3), st.integers()))
def test_a_shelf_survives_being_kept_as_json(plain: dict[str, int]) -> None:
    adapter = TypeAdapter(Shelf[str, int])
    again = adapter.validate_json(adapter.dump_json(Shelf.of(plain)))
    assert list(again.items()) == list(plain.items())


def test_what_was_kept_is_read_once_and_only_when_somebody_asks_for_it() -> None:
    read: list[bytes] = []

    def reading(written: bytes) -> int:
        read.append(written)
        return int(written)

    shelf = Shelf.kept(["a", "b", "c"], [b"1", b"2", b"3"], reading).put("d", 4)
    assert ("b" in shelf, len(shelf), list(shelf)) == (True, 4, ["a", "b", "c", "d"])
    assert read == []
    assert [shelf["b"], shelf["b"]] == [2, 2]
    assert read == [b"2"]


def test_things_are_placed_in_order_and_nobody_reads_them_for_that() -> None:
    shelf = Shelf.kept(["a", "b"], [b"1", b"2"], int).put("c", 3)
    assert shelf["a"] == 1
    keys, things = shelf.placed()
    assert keys == ["a", "b", "c"]
    assert [thing.written if isinstance(thing, Kept) else thing for thing in things] == [None, b"2", 3]

"""A shelf is a dict that never changes in place."""

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from pydantic import TypeAdapter

from shared.domain.collections import Shelf

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

"""Pieces of a list fit together: nothing twice, nothing left out, whatever happens between two of them."""

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.pages import Pieces
from shared.domain import Refusal
from shared.domain.pages import cut
from tests.support.examples import up_to

numbers = st.sets(st.integers(-50, 50), max_size=30)


def place(number: int) -> tuple[float, str]:
    """A few share a time, and their name decides."""
    return (-float(number // 3), f"thing-{number:+03}")


def through(items: set[int], limit: int) -> list[int]:
    """The whole list, piece by piece."""
    found: list[int] = []
    after: str | None = ""
    while after is not None:
        piece = cut(items, place, Pieces(limit=limit, after=after))
        assert len(piece.items) <= limit
        found += piece.items
        after = piece.next
    return found


@given(numbers, st.integers(1, 12))
@settings(max_examples=up_to(60))
def test_all_pieces_together_are_the_list_in_its_order(items: set[int], limit: int) -> None:
    assert through(items, limit) == sorted(items, key=place) == cut(items, place, Pieces()).items


@given(numbers, numbers, numbers, st.integers(1, 5))
@settings(max_examples=up_to(60))
def test_what_comes_or_goes_between_two_pieces_shifts_nothing(
    items: set[int], come: set[int], gone: set[int], limit: int
) -> None:
    first = cut(items, place, Pieces(limit=limit))
    if first.next is None:
        return
    now = (items | come) - gone
    rest = cut(now, place, Pieces(after=first.next)).items
    assert not set(rest) & set(first.items)
    assert set(rest) >= (items & now) - set(first.items)


def test_a_list_that_fits_has_no_next_and_one_that_just_does_not_has() -> None:
    assert cut({1, 2}, place, Pieces(limit=2)).next is None
    assert cut({1, 2, 3}, place, Pieces(limit=2)).next is not None
    assert cut({1, 2, 3}, place, Pieces(), at_once=2).next is not None


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense",
        "a",
        urlsafe_b64encode(b'{"a": 1}').decode().rstrip("="),
        urlsafe_b64encode(b"[]").decode().rstrip("="),
        urlsafe_b64encode(b"[[1]]").decode().rstrip("="),
        urlsafe_b64encode(b'["of another list", 2]').decode().rstrip("="),
        urlsafe_b64encode(b"\xff\xfe").decode().rstrip("="),
        urlsafe_b64encode(b"[" * 150).decode().rstrip("="),
    ],
)
def test_what_is_no_cursor_of_this_list_is_refused_by_its_field(cursor: str) -> None:
    with pytest.raises(Refusal) as refused:
        cut({1, 2, 3}, place, Pieces(after=cursor))
    assert refused.value.status == 422
    assert refused.value.extra["errors"][0]["field"] == "after"

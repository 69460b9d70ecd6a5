"""Cuts a list into pieces that fit together, whatever is added to it or leaves it between two of them. Pure."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from shared.contracts.pages import MOST_AT_ONCE, Pieces
from shared.domain.refusal import Refusal, invalid

type Place = tuple[int | float | str, ...]
"""Where something stands in its list: comparing places is comparing what comes first. No two have the same."""


class Cut[T](NamedTuple):
    """One piece, and the cursor behind it where there is more."""

    items: list[T]
    next: str | None


def cut[T](items: Iterable[T], place: Callable[[T], Place], asked: Pieces, at_once: int = MOST_AT_ONCE) -> Cut[T]:
    """The piece that was asked for, in the order of the places; `Refusal` (422) for a cursor of no such list.

    `at_once`: how many at most where the query does not say; all of a long list would not fit on the bus.
    """
    placed = sorted(((place(item), item) for item in items), key=lambda pair: pair[0])
    if asked.after:
        behind = _read(asked.after)
        try:
            placed = [pair for pair in placed if pair[0] > behind]
        except TypeError:
            raise _no_cursor() from None
    limit = asked.limit or at_once
    if len(placed) <= limit:
        return Cut([name for _, name in placed], None)
    return Cut([name for _, name in placed[:limit]], _written(placed[limit - 1][0]))


def _written(place: Place) -> str:
    return urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode().rstrip("=")


def _read(cursor: str) -> Place:
    try:
        found: Any = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise _no_cursor() from None
    if not isinstance(found, list) or not found or not all(type(name) in (int, float, str) for name in found):
        raise _no_cursor()
    return tuple(found)


def _no_cursor() -> Refusal:
    return invalid("Send the `next` of an answer to this very query, or leave it out to begin.", "after")

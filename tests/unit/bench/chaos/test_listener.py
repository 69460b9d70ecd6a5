"""What a subscriber heard, and whether it came in order."""

import pytest

from bench.chaos.listener import Heard


def heard(*events: tuple[str, int, int]) -> Heard:
    """Stream, version and part of each, as they come."""
    this_heard = Heard()
    for stream, version, part in events:
        name = f"{stream}@{version}.{part}"
        this_heard.note({"id": name, "subject": stream, "sequence": f"{version:010d}", "part": f"{part}/3"})
    return this_heard


@pytest.mark.parametrize(
    "events",
    [
        [("a", 1, 1), ("a", 1, 2), ("a", 2, 1)],
        [("a", 2, 1), ("b", 1, 1), ("a", 3, 1), ("b", 2, 1)],
        [("a", 9, 1), ("a", 10, 1)],
        [("a", 1, 9), ("a", 1, 10)],
    ],
)
def test_later_versions_and_parts_after_earlier_ones_are_in_order(events: list[tuple[str, int, int]]) -> None:
    assert heard(*events).out_of_order() == 0


@pytest.mark.parametrize(
    ("events", "wrong"),
    [
        ([("a", 2, 1), ("a", 1, 1)], 1),
        ([("a", 1, 2), ("a", 1, 1)], 1),
        ([("a", 3, 1), ("a", 1, 1), ("a", 2, 1)], 2),
        ([("a", 2, 1), ("b", 1, 1), ("a", 1, 1), ("b", 2, 1)], 1),
    ],
)
def test_an_event_that_comes_after_a_later_one_of_the_same_thing_is_out_of_order(
    events: list[tuple[str, int, int]], wrong: int
) -> None:
    assert heard(*events).out_of_order() == wrong


def test_an_event_that_comes_again_was_in_order_if_it_was_so_the_first_time() -> None:
    again = heard(("a", 1, 1), ("a", 2, 1), ("a", 1, 1), ("a", 2, 1))
    assert again.out_of_order() == 0
    assert list(again.first) == ["a@1.1", "a@2.1"]

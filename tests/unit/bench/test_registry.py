import pytest

from bench.registry import Figures, Row, Say, UnknownRowError, choose, every_row, row


async def nothing(say: Say) -> Figures:
    return Figures(1, 1)


def rows(*names: str) -> list[Row]:
    return [Row(name, "x/s", 1, "more", nothing) for name in names]


def names_of(chosen: list[Row]) -> list[str]:
    return [each.name for each in chosen]


def test_each_file_in_rows_is_a_row() -> None:
    assert {"commands_vs_outbox", "commands_vs_textbook", "timer_lateness_vs_nats"} <= set(names_of(every_row()))


def test_all_rows_run_unless_some_are_named() -> None:
    assert names_of(choose(rows("a", "b"), None)) == ["a", "b"]


def test_named_rows_run_in_the_order_named_and_once() -> None:
    assert names_of(choose(rows("a", "b", "c"), ["c", "a", "c"])) == ["c", "a"]


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownRowError, match=r"called sped\..* There are: speed, lateness"):
        choose(rows("speed", "lateness"), ["speed", "sped"])


def test_naming_no_row_at_all_is_a_mistake() -> None:
    with pytest.raises(UnknownRowError, match="There are: speed"):
        choose(rows("speed"), [])


def test_two_rows_cannot_share_a_name() -> None:
    taken = names_of(every_row())[0]
    with pytest.raises(ValueError, match=taken):
        row(taken, unit="x/s", goal=1, better="more")(nothing)


@pytest.mark.parametrize(
    ("better", "ratio", "reached"),
    [("more", 9.99, False), ("more", 10.0, True), ("less", 10.0, True), ("less", 10.01, False)],
)
def test_a_goal_is_a_floor_or_a_ceiling(better: str, ratio: float, reached: bool) -> None:
    this_row = Row("a", "x", 10, "more" if better == "more" else "less", nothing)
    assert this_row.reached(value=1, ratio=ratio) is reached


def test_a_goal_may_be_about_the_value_itself() -> None:
    this_row = Row("a", "MB", 500, "less", nothing, bounds="value")
    assert this_row.reached(value=500, ratio=900)
    assert not this_row.reached(value=501, ratio=1)

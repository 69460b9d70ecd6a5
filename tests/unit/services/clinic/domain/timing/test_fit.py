"""How steps are fitted into the time there is: the promises, and the default clinic's table."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from services.clinic.domain.timing.fit import fit
from services.clinic.domain.timing.timeline import Span
from tests.support.clinic.time_tables import SPANS, minutes, spans

NONE_OR_WALL = st.none() | st.integers(-50, 4000)


def in_minutes(available: float, hard_stop: float | None = None) -> list[float]:
    wall = None if hard_stop is None else round(hard_stop * 60)
    return [seconds / 60 for seconds in fit(SPANS, round(available * 60), wall).seconds]


def test_an_hour_gives_the_table() -> None:
    assert in_minutes(60) == [10, 15, 15, 15, 5]


def test_with_five_minutes_less_only_related_experience_gets_shorter() -> None:
    assert in_minutes(55) == [10, 15, 10, 15, 5]


def test_three_quarters_of_an_hour_leave_no_related_experience_but_all_the_rest() -> None:
    assert in_minutes(45) == [10, 15, 0, 15, 5]


def test_shorter_than_that_the_others_keep_their_proportions() -> None:
    assert in_minutes(36) == [8, 12, 0, 12, 4]


def test_a_step_at_its_minimum_stays_there_and_the_others_share_the_loss() -> None:
    assert in_minutes(22) == [5, 7, 0, 7, 3]


def test_more_time_goes_to_those_who_can_use_it_in_their_proportions() -> None:
    assert in_minutes(67) == [10, 18, 15, 18, 6]


def test_time_that_no_step_can_use_is_said_to_be_spare() -> None:
    fitted = fit(SPANS, minutes(80))
    assert [seconds // 60 for seconds in fitted.seconds] == [10, 20, 15, 20, 6]
    assert fitted.spare == minutes(9)


def test_the_hard_stop_is_kept_when_more_time_was_wished_for() -> None:
    fitted = fit(SPANS, minutes(60), minutes(45))
    assert (fitted.total, fitted.overrun, fitted.late) == (minutes(45), 0, 0)


def test_minimums_go_past_the_time_available_but_not_past_the_hard_stop() -> None:
    fitted = fit(SPANS, minutes(15), minutes(25))
    assert (fitted.total, fitted.late, fitted.overrun) == (minutes(22), minutes(7), 0)


def test_when_nothing_fits_the_result_says_by_how_much() -> None:
    fitted = fit(SPANS, minutes(15), minutes(20))
    assert fitted.seconds == tuple(span.minimum for span in SPANS)
    assert fitted.overrun == minutes(2)


def test_a_step_with_no_time_planned_gets_some_only_when_all_others_are_full() -> None:
    reserve = Span(minimum=0, plan=0, maximum=100)
    other = Span(minimum=10, plan=50, maximum=80)
    assert fit([reserve, other], 80).seconds == (0, 80)
    assert fit([reserve, other], 90).seconds == (10, 80)


@given(spans(), st.integers(-50, 4000), NONE_OR_WALL)
def test_no_step_is_ever_outside_its_range(steps: list[Span], available: int, wall: int | None) -> None:
    fitted = fit(steps, available, wall)
    assert len(fitted.seconds) == len(steps)
    assert all(step.minimum <= number <= step.maximum for step, number in zip(steps, fitted.seconds, strict=True))


@given(spans(), st.integers(-50, 4000), NONE_OR_WALL)
def test_the_total_is_exactly_the_time_there_is_and_the_rest_is_accounted_for(
    steps: list[Span], available: int, wall: int | None
) -> None:
    fitted = fit(steps, available, wall)
    wished = available if wall is None else min(available, wall)
    if sum(step.minimum for step in steps) <= wished <= sum(step.maximum for step in steps):
        assert fitted.total == wished
    assert fitted.total + fitted.spare - max(0, fitted.total - wished) == wished
    assert fitted.late == max(0, fitted.total - available)
    assert fitted.overrun == (0 if wall is None else max(0, fitted.total - wall))


@given(spans(), st.integers(-50, 4000), st.integers(-50, 4000))
def test_the_hard_stop_is_passed_only_when_every_step_is_at_its_minimum(
    steps: list[Span], available: int, wall: int
) -> None:
    fitted = fit(steps, available, wall)
    if fitted.overrun:
        assert fitted.seconds == tuple(step.minimum for step in steps)
    if sum(step.minimum for step in steps) <= wall:
        assert not fitted.overrun


@given(spans(), st.integers(-50, 4000), st.integers(0, 300), NONE_OR_WALL)
def test_a_small_change_moves_every_step_little(steps: list[Span], available: int, more: int, wall: int | None) -> None:
    before, after = fit(steps, available, wall), fit(steps, available + more, wall)
    moved = [new - old for old, new in zip(before.seconds, after.seconds, strict=True)]
    assert all(-1 <= number <= more + 1 for number in moved)
    assert 0 <= sum(moved) <= more
    assert not more or sum(map(abs, moved)) <= more + len(steps)


@given(spans(), st.integers(0, 4000), st.integers(0, 300))
def test_moving_the_hard_stop_a_little_moves_every_step_little(steps: list[Span], wall: int, more: int) -> None:
    before, after = fit(steps, 4000, wall), fit(steps, 4000, wall + more)
    assert all(-1 <= new - old <= more + 1 for old, new in zip(before.seconds, after.seconds, strict=True))


@given(spans(), st.integers(-50, 4000))
def test_no_other_step_is_under_its_plan_while_an_optional_one_could_still_give_way(
    steps: list[Span], available: int
) -> None:
    fitted = fit(steps, available)
    pairs = list(zip(steps, fitted.seconds, strict=True))
    if any(pair > step.minimum for step, pair in pairs if step.optional):
        assert all(pair >= step.plan for step, pair in pairs if not step.optional)
    if any(pair < step.plan for step, pair in pairs):
        assert all(pair <= step.plan for step, pair in pairs)


@given(spans(), st.integers(0, 4000))
def test_steps_between_their_bounds_keep_their_proportions(steps: list[Span], available: int) -> None:
    fitted = fit(steps, available)
    free = [
        (step, number)
        for step, number in zip(steps, fitted.seconds, strict=True)
        if step.minimum < number < step.maximum and number != step.plan
    ]
    for (first, number), (second, other) in product(free, free):
        # Each is less than a second from its exact share of the same level.
        assert abs(number * second.plan - other * first.plan) < first.plan + second.plan or not first.plan * second.plan


def test_every_small_table_is_fitted_as_the_definition_says() -> None:
    """All tables of two steps up to 3 seconds, against a search for the level by trying."""
    ranges = [
        Span(minimum=low, plan=mid, maximum=high, optional=optional)
        for low, mid, high, optional in product(range(4), range(4), range(4), (False, True))
        if low <= mid <= high and mid > 0
    ]
    for steps in product(ranges, repeat=2):
        for available in range(-1, 8):
            fitted = fit(steps, available)
            exact = by_trying(list(steps), fitted.total)
            assert fitted.total == min(max(available, sum(s.minimum for s in steps)), sum(s.maximum for s in steps))
            assert all(abs(number - share) < 1 for number, share in zip(fitted.seconds, exact, strict=True)), steps


FINE = 1200
LEVELS = [
    *((number / FINE, 0.0) for number in range(FINE)),
    *((1.0, number / FINE) for number in range(FINE)),
    *((number / FINE, number / FINE) for number in range(FINE, 3 * FINE + 1)),
]


def by_trying(steps: list[Span], total: int) -> list[float]:
    """Raise one level in small steps until the vessels hold the total."""

    def held(level: float, optional_level: float) -> list[float]:
        return [
            min(max((optional_level if s.optional else level) * s.plan, s.minimum), s.maximum if level >= 1 else s.plan)
            for s in steps
        ]

    low, high = 0, len(LEVELS) - 1
    while low < high:
        middle = (low + high) // 2
        if sum(held(*LEVELS[middle])) < total - 1e-9:
            low = middle + 1
        else:
            high = middle
    return held(*LEVELS[low])

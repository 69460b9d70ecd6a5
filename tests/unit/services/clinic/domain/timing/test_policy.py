"""Nobody is moved on by itself unless the community chose that; then with a warning and a period of grace."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.clinic.domain.timing.moves import extend, next_step, pause, resume
from services.clinic.domain.timing.policy import Policy, alarms, due
from tests.support.clinic.time_tables import after, begun, minutes

BY_HAND = Policy()
BY_ITSELF = Policy(moves_by_itself=True, warn_before=60, grace=60)


@given(st.floats(0, 500), st.none() | st.floats(0, 500))
def test_nobody_is_moved_on_unless_the_community_chose_it(now: float, warned: float | None) -> None:
    warned_at = None if warned is None else after(warned)
    assert due(begun(), BY_HAND, after(now), warned_at) != "move"
    assert alarms(begun(), BY_HAND, after(now), warned_at).move_at is None


def test_the_warning_comes_a_minute_before_the_end() -> None:
    assert due(begun(), BY_HAND, after(8.9)) == "nothing"
    assert due(begun(), BY_HAND, after(9)) == "warning"
    assert alarms(begun(), BY_HAND, after(3)).warn_at == after(9)


def test_after_the_warning_and_the_grace_period_the_clinic_moves_on() -> None:
    assert due(begun(), BY_ITSELF, after(10.9), after(9)) == "nothing"
    assert due(begun(), BY_ITSELF, after(11), after(9)) == "move"
    assert alarms(begun(), BY_ITSELF, after(3)).move_at == after(11)


def test_nobody_is_moved_on_without_a_warning_and_a_late_warning_gives_the_whole_grace() -> None:
    assert due(begun(), BY_ITSELF, after(30)) == "warning"
    assert due(begun(), BY_ITSELF, after(30.9), after(30)) == "nothing"
    assert due(begun(), BY_ITSELF, after(31), after(30)) == "move"
    assert alarms(begun(), BY_ITSELF, after(30), after(30)).move_at == after(31)


def test_an_extension_in_the_grace_period_takes_the_warning_back() -> None:
    understanding = extend(next_step(begun(), after(10)), after(25.5), minutes(3))
    assert due(understanding, BY_ITSELF, after(26), after(24)) == "nothing"
    assert due(understanding, BY_ITSELF, after(27.5), after(24)) == "warning"


def test_a_warning_of_an_earlier_step_does_not_count() -> None:
    understanding = next_step(begun(), after(10))
    assert due(understanding, BY_ITSELF, after(30), after(9)) == "warning"


def test_nothing_is_due_while_paused_and_the_grace_goes_on_afterwards() -> None:
    paused = pause(begun(), after(10.5))
    assert due(paused, BY_ITSELF, after(40), after(9)) == "nothing"
    assert alarms(paused, BY_ITSELF, after(40), after(9)).move_at is None
    resumed = resume(paused, after(40))
    assert due(resumed, BY_ITSELF, after(40.4), after(9)) == "nothing"
    assert due(resumed, BY_ITSELF, after(40.5), after(9)) == "move"


def test_the_last_step_is_never_left_by_itself() -> None:
    timeline = begun()
    for now in (10, 25, 40, 55):
        timeline = next_step(timeline, after(now))
    assert due(timeline, BY_ITSELF, after(100), after(59)) == "nothing"
    assert alarms(timeline, BY_ITSELF, after(58), None).move_at is None


@given(st.integers(0, 1500), st.none() | st.integers(0, 1500))
def test_the_alarms_ring_exactly_when_something_is_due(now: int, warned: int | None) -> None:
    timeline, moment = begun(), after(now / 60)
    warned_at = None if warned is None or warned > now else after(warned / 60)
    said, second = alarms(timeline, BY_ITSELF, moment, warned_at), timedelta(seconds=1)
    if said.warn_at:
        assert due(timeline, BY_ITSELF, said.warn_at, warned_at) == "warning"
        assert said.warn_at == moment or due(timeline, BY_ITSELF, said.warn_at - second, warned_at) == "nothing"
    warned_at = said.warn_at or warned_at
    assert said.move_at
    assert due(timeline, BY_ITSELF, said.move_at, warned_at) == "move"
    assert said.move_at == moment or due(timeline, BY_ITSELF, said.move_at - second, warned_at) != "move"

"""A running clinic's clock, told with the default clinic: 5-10, 15, 0-15, 15, 5 minutes, an hour from noon."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.clinic.domain.timing.forecast import ahead_or_behind, forecast, left
from services.clinic.domain.timing.moves import (
    back,
    bring_back,
    extend,
    extension,
    next_step,
    pause,
    resize,
    resume,
    skip,
    start,
)
from services.clinic.domain.timing.timeline import NotPossible, Timeline, sized_by_stories
from tests.support.clinic.time_tables import (
    ADVICE,
    CASE_CLINIC,
    CONTEXT,
    EXPERIENCE,
    SUMMARY,
    UNDERSTANDING,
    after,
    begun,
    hour,
    minutes,
)


def lengths(timeline: Timeline, now: float) -> list[float]:
    return [slot.seconds / 60 for slot in forecast(timeline, after(now)).slots]


def end(timeline: Timeline, now: float) -> float:
    return (forecast(timeline, after(now)).ends_at - after(0)).total_seconds() / 60


def test_a_clinic_that_starts_on_time_runs_as_first_planned() -> None:
    timeline = begun()
    for step, now in enumerate((0, 10, 25, 40, 55)):
        assert timeline.running().step == step
        assert lengths(timeline, now) == [10, 15, 15, 15, 5]
        assert ahead_or_behind(timeline, after(now)) == 0
        timeline = next_step(timeline, after(now + (10, 15, 15, 15, 5)[step]))
    assert timeline.finished
    assert end(timeline, 90) == 60


def test_a_late_start_is_taken_from_related_experience_first() -> None:
    late = start(hour(), after(6))
    assert lengths(late, 6) == [10, 15, 9, 15, 5]
    assert end(late, 6) == 60
    assert ahead_or_behind(late, after(6)) == minutes(-6)


def test_an_early_start_moves_everything_and_changes_no_length() -> None:
    early = start(hour(), after(-5))
    assert lengths(early, -5) == [10, 15, 15, 15, 5]
    assert end(early, -5) == 55
    assert ahead_or_behind(early, after(-5)) == 0


def test_before_the_start_the_forecast_shows_what_waiting_costs() -> None:
    assert lengths(hour(), -30) == [10, 15, 15, 15, 5]
    assert lengths(hour(), 6) == [10, 15, 9, 15, 5]
    assert ahead_or_behind(hour(), after(6)) == minutes(-6)


def test_an_overrun_is_taken_from_the_steps_to_come_as_it_grows() -> None:
    assert lengths(begun(), 14) == [14, 15, 11, 15, 5]
    assert left(begun(), after(14)) == minutes(-4)
    assert ahead_or_behind(begun(), after(14)) == minutes(-4)


def test_an_early_end_gives_its_time_to_the_steps_to_come() -> None:
    timeline = next_step(begun(), after(5))
    assert ahead_or_behind(timeline, after(5)) == minutes(5)
    assert end(timeline, 5) == 60
    assert lengths(timeline, 5)[EXPERIENCE] == 15
    assert [round(lengths(timeline, 5)[step], 1) for step in (UNDERSTANDING, ADVICE, SUMMARY)] == [17.1, 17.1, 5.7]


def test_leaving_out_related_experience_gives_its_time_to_the_others() -> None:
    timeline = skip(begun(), after(2), EXPERIENCE)
    assert forecast(timeline, after(2)).slots[EXPERIENCE].state == "skipped"
    assert lengths(timeline, 2) == [10, 20, 0, 20, 6]
    assert bring_back(timeline, EXPERIENCE) == begun()


def test_skipping_the_running_step_moves_on() -> None:
    timeline = skip(begun(), after(3))
    assert timeline.running().step == UNDERSTANDING
    assert forecast(timeline, after(3)).slots[CONTEXT].state == "skipped"
    assert forecast(timeline, after(3)).slots[CONTEXT].used == minutes(3)


def test_a_step_left_out_beforehand_is_passed_over() -> None:
    timeline = next_step(skip(begun(), after(1), UNDERSTANDING), after(10))
    assert timeline.running().step == EXPERIENCE


def test_a_step_that_has_been_can_no_longer_be_left_out() -> None:
    with pytest.raises(NotPossible, match="still to come"):
        skip(next_step(begun(), after(10)), after(11), CONTEXT)


def test_an_extension_stays_inside_the_range() -> None:
    understanding = next_step(begun(), after(10))
    assert extension(understanding, after(12), minutes(8)) == minutes(5)
    longest = extend(understanding, after(12), minutes(8))
    assert lengths(longest, 12) == [10, 20, 10, 15, 5]
    assert ahead_or_behind(longest, after(12)) == minutes(-5)
    with pytest.raises(NotPossible, match="Understanding is at its longest, 20 minutes"):
        extend(longest, after(12), 60)


def test_an_extension_counts_from_now_when_the_step_is_over_its_time() -> None:
    understanding = next_step(begun(), after(10))
    longer = extend(understanding, after(27), minutes(2))
    assert left(longer, after(27)) == minutes(2)
    assert ahead_or_behind(longer, after(27)) == minutes(-4)


def test_an_extension_never_pushes_the_others_past_the_hard_stop() -> None:
    understanding = next_step(begun(hard_stop=30), after(15))
    assert extension(understanding, after(16), minutes(5)) == 0
    with pytest.raises(NotPossible, match="hard stop"):
        extend(understanding, after(16), minutes(5))


def test_a_step_can_be_shortened_down_to_its_minimum_and_to_what_it_has_used() -> None:
    understanding = next_step(begun(), after(10))
    assert extension(understanding, after(12), minutes(-20)) == minutes(-8)
    assert extension(understanding, after(20), minutes(-20)) == minutes(-5)
    shorter = extend(understanding, after(12), minutes(-3))
    assert ahead_or_behind(shorter, after(12)) == minutes(3)
    with pytest.raises(NotPossible, match="at least 7 minutes"):
        extend(extend(understanding, after(12), minutes(-8)), after(12), -60)


def test_a_next_by_accident_leaves_no_trace() -> None:
    understanding = next_step(begun(), after(10))
    assert back(next_step(understanding, after(13)), after(13.5)) == understanding
    assert back(skip(understanding, after(13)), after(13.5)) == understanding


def test_the_last_next_can_be_taken_back_too() -> None:
    summary = begun()
    for now in (10, 25, 40, 55):
        summary = next_step(summary, after(now))
    assert back(next_step(summary, after(58)), after(59)) == summary
    again = back(next_step(summary, after(58)), after(64))
    assert again.running().step == SUMMARY
    assert again.used(SUMMARY, after(64)) == minutes(3)


def test_a_return_after_a_while_keeps_what_each_step_has_used() -> None:
    timeline = begun()
    for now in (10, 25, 35):
        timeline = next_step(timeline, after(now))
    returned = back(timeline, after(41))
    assert returned.running().step == EXPERIENCE
    assert lengths(returned, 41) == [10, 15, 15, 15, 5]
    assert returned.used(EXPERIENCE, after(42)) == minutes(11)
    again = next_step(returned, after(44))
    assert again.running().step == ADVICE
    assert again.used(ADVICE, after(44)) == minutes(6)
    assert end(again, 44) == 60


def test_there_is_nothing_before_the_first_step() -> None:
    with pytest.raises(NotPossible, match="Context is the first step"):
        back(begun(), after(3))


def test_a_pause_moves_everything_and_shrinks_nothing() -> None:
    understanding = next_step(begun(), after(10))
    resumed = resume(pause(understanding, after(12)), after(19))
    assert lengths(resumed, 19) == [10, 15, 15, 15, 5]
    assert left(resumed, after(19)) == minutes(13)
    assert end(resumed, 19) == 67
    assert ahead_or_behind(resumed, after(19)) == 0


def test_a_pause_does_not_move_the_hard_stop() -> None:
    understanding = next_step(begun(hard_stop=62), after(10))
    resumed = resume(pause(understanding, after(12)), after(19))
    assert lengths(resumed, 19) == [10, 15, 10, 15, 5]
    assert end(resumed, 19) == 62


def test_when_even_minimums_would_pass_the_hard_stop_the_running_step_gives_way_too() -> None:
    paused = pause(next_step(begun(hard_stop=60), after(10)), after(12))
    assert left(paused, after(37)) == minutes(13)
    assert left(paused, after(40)) == minutes(10)
    assert end(paused, 40) == 60
    assert left(paused, after(48)) == minutes(5)
    assert forecast(paused, after(48)).overrun == minutes(3)


def test_related_experience_lasts_as_long_as_there_are_members_with_one() -> None:
    experience = CASE_CLINIC[EXPERIENCE].span
    assert [sized_by_stories(experience, members).plan // 60 for members in range(7)] == [0, 3, 6, 9, 12, 15, 15]
    assert sized_by_stories(experience, 0).maximum == 0
    timeline = resize(begun(), EXPERIENCE, sized_by_stories(experience, 2))
    assert 6 <= lengths(timeline, 1)[EXPERIENCE] <= 10
    assert end(timeline, 1) == 60


def test_two_machines_whose_clocks_differ_do_not_turn_time_back() -> None:
    timeline = next_step(begun(), after(10))
    moved = next_step(timeline, after(9))
    assert moved.runs[1].ended == after(10)


def test_nothing_can_be_done_before_the_start_and_nothing_is_started_twice() -> None:
    with pytest.raises(NotPossible, match="has not begun"):
        next_step(hour(), after(1))
    with pytest.raises(NotPossible, match="begun already"):
        start(begun(), after(1))


@given(st.floats(0, 60), st.floats(0, 1), st.booleans(), st.floats(0, 3))
def test_undoing_is_the_identity_whenever_it_happens(
    moved: float, undone: float, skipping: bool, paused_for: float
) -> None:
    timeline = pause(next_step(begun(), after(10)), after(11)) if paused_for < 1 else next_step(begun(), after(10))
    now = after(10 + moved)
    away = skip(timeline, now) if skipping else next_step(timeline, now)
    assert back(away, after(10 + moved + undone)) == timeline


def test_a_timeline_survives_being_written_down() -> None:
    timeline = resume(pause(skip(begun(70), after(2), EXPERIENCE), after(3)), after(4))
    assert Timeline.model_validate_json(timeline.model_dump_json()) == timeline

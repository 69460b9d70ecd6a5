"""What each choice costs, told before it is made."""

import pytest

from services.clinic.domain.timing.choices import Choice, choices
from services.clinic.domain.timing.moves import extend, next_step, pause, skip, start
from services.clinic.domain.timing.timeline import Timeline
from services.clinic.domain.timing.words import in_minutes, minutes
from tests.support.clinic.time_tables import EXPERIENCE, after, begun, hour


def offered(timeline: Timeline, now: float) -> dict[tuple[str, int], Choice]:
    return {
        (choice.action, choice.step if choice.step is not None else choice.asked): choice
        for choice in choices(timeline, after(now))
    }


def understanding(hard_stop: float | None = None) -> Timeline:
    return next_step(begun(hard_stop), after(10))


def test_an_extension_says_who_pays_for_it() -> None:
    five = offered(understanding(), 20)["extend", 300]
    assert five.words == "Related experience would keep 10 of 15 minutes."
    assert [(effect.step, effect.before, effect.after) for effect in five.effects] == [(EXPERIENCE, 900, 600)]
    assert five.later == 0


def test_without_an_optional_step_advice_and_summary_pay() -> None:
    timeline = skip(start(hour(), after(15)), after(15), EXPERIENCE)
    timeline = next_step(timeline, after(25))
    five = offered(timeline, 35)["extend", 300]
    assert five.words == "Advice would keep 11½ of 15 minutes. Summary would keep 4 of 5 minutes."


def test_an_extension_that_is_not_fully_possible_says_so() -> None:
    timeline = understanding()
    two, five = (offered(timeline, 28)["extend", seconds] for seconds in (120, 300))
    assert two.words == "Related experience would keep 10 of 12 minutes."
    assert five.seconds == 120
    assert five.words == f"Only 2 minutes can be added. {two.words}"


def test_a_cost_of_seconds_is_not_told_as_minutes_that_stay_the_same() -> None:
    choice = offered(understanding(), 10 + 19 + 50 / 60)["extend", 60]
    assert choice.words == "Only 10 seconds can be added. What is still to come changes by seconds only."


def test_a_choice_that_is_not_possible_says_why() -> None:
    choice = offered(understanding(), 31)["extend", 60]
    assert not choice.possible
    assert choice.words == "Understanding is at its longest, 20 minutes. Every further minute is the others'."


def test_ending_now_says_who_gets_the_time() -> None:
    ended = offered(understanding(), 20)["end now", 0]
    assert ended.words == "Advice would have 19 instead of 15 minutes. Summary would have 6 instead of 5 minutes."


def test_when_minimums_are_reached_the_end_moves_and_that_is_said() -> None:
    timeline = next_step(begun(hard_stop=64), after(45))
    two = offered(timeline, 50)["extend", 120]
    assert two.words == "The clinic would end 2 minutes later."
    assert two.later == 120


def test_leaving_out_says_who_gets_the_time() -> None:
    left_out = offered(understanding(), 20)["skip", EXPERIENCE]
    assert (
        left_out.words
        == "Advice would have 20 instead of 15 minutes. Summary would have 6 instead of 5 minutes. "
        + ("The clinic would end 9 minutes earlier.")
    )


def test_starting_late_is_compared_with_the_first_plan() -> None:
    begin = offered(hour(), 6)["start", 0]
    assert begin.words == "Related experience would keep 9 of 15 minutes."


def test_a_pause_says_how_long_it_can_last() -> None:
    assert "After 10 minutes the hard stop" in offered(understanding(hard_stop=70), 20)["pause", 0].words
    assert ("resume", 0) in offered(pause(understanding(), after(20)), 22)


def test_only_going_back_is_left_when_it_is_over() -> None:
    timeline = understanding()
    for now in (25, 40, 55, 60):
        timeline = next_step(timeline, after(now))
    assert [choice.action for choice in choices(timeline, after(61))] == ["back"]


def test_only_optional_steps_are_offered_to_leave_out_and_what_is_left_out_to_bring_back() -> None:
    timeline = understanding()
    assert [key for key in offered(timeline, 20) if key[0] == "skip"] == [("skip", EXPERIENCE)]
    brought_back = offered(skip(timeline, after(20), EXPERIENCE), 20)["bring back", EXPERIENCE]
    assert brought_back.words.startswith("Advice would keep 15 of 20 minutes.")


def test_whoever_starts_late_may_end_later_instead() -> None:
    whole = offered(hour(), 6)["start whole", 0]
    assert whole.words == "The clinic would end 6 minutes later."
    assert ("start whole", 0) not in offered(hour(), 0)
    assert "past the hard stop" not in offered(hour(hard_stop=60), 6)["start whole", 0].words


def test_the_last_step_is_not_ended_by_going_on() -> None:
    timeline = understanding()
    for now in (25, 40, 55):
        timeline = next_step(timeline, after(now))
    assert ("end now", 0) not in offered(timeline, 58)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "1 second"),
        (45, "45 seconds"),
        (60, "1 minute"),
        (90, "1½ minutes"),
        (687, "11½ minutes"),
        (900, "15 minutes"),
    ],
)
def test_time_is_said_as_people_say_it(seconds: int, said: str) -> None:
    assert minutes(seconds) == said


def test_half_a_minute_can_be_said_in_minutes() -> None:
    assert in_minutes(30) == "½ minutes"


def undone_by(timeline: Timeline, now: float) -> list[tuple[str, int]]:
    return [(choice.action, choice.asked) for choice in choices(timeline, after(now)) if choice.undoes]


def test_a_next_step_is_undone_within_a_minute_and_later_gone_back_from() -> None:
    assert undone_by(understanding(), 10.9) == [("back", 0)]
    assert undone_by(understanding(), 11.1) == []


def test_what_was_given_is_taken_back_as_a_whole() -> None:
    given = extend(extend(understanding(), after(12), 120), after(13), 60)
    assert undone_by(given, 14) == [("shorten", -180)]
    assert undone_by(extend(given, after(14), -180), 14) == []


def test_pauses_and_steps_left_out_can_be_undone_in_any_order() -> None:
    timeline = pause(skip(understanding(), after(12), EXPERIENCE), after(13))
    assert undone_by(timeline, 14) == [("bring back", 0), ("resume", 0)]

"""What whoever leads may do with the clock: the usual first, each with what it costs, and what takes it back."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.gateway.i18n.durations import ahead_or_behind, minutes, span
from services.gateway.web.clinic.room.clock import FORMS, Choices, Offered
from shared.contracts import clinic as c
from shared.contracts.types import When
from tests.support.clocked import ANA, CLINIC, Clocked, at
from tests.support.examples import up_to
from tests.support.gateway.rooms import led, room
from tests.support.world import NOON

STOP = When.of(NOON + timedelta(minutes=75), "UTC")


def clinic(**schedule: object) -> Clocked:
    """In its second step, ten minutes after noon, on time."""
    clocked = Clocked(**schedule).begin()
    clocked.next(10)
    return clocked


def offers(clocked: Clocked, minutes: float) -> Choices:
    return led(clocked, minutes).choices


def undo(clocked: Clocked, minutes: float) -> dict[str, Offered]:
    return {offered.label: offered for offered in offers(clocked, minutes).undo}


def test_a_little_more_time_and_a_pause_are_what_is_mostly_wanted() -> None:
    found = offers(clinic(), 14)
    assert [offered.label for offered in found.usual] == ["2 minutes more", "Pause"]
    assert [offered.short for offered in found.usual] == ["Later steps get shorter", ""]
    assert found.next_short == "Later steps get longer"


def test_each_choice_says_whose_time_it_is() -> None:
    words = {offered.label: offered.words for offered in offers(clinic(), 14).all}
    assert words["5 minutes more"] == "Related experience would keep 5 of 10 minutes."
    assert "Advice would have" in words["Leave out Related experience"]


def test_of_several_extensions_that_give_the_same_there_is_one_and_it_says_how_much() -> None:
    clocked = clinic()
    clocked.next(12)  # related experience, with more time than it was first planned to have
    labels = [choice.label for choice in offers(clocked, 13).all if choice.action == "extend" and choice.possible]
    assert len(labels) == len(set(labels))
    short = [choice for choice in offers(clinic(), 28.5).all if choice.action == "extend" and choice.possible]
    assert [choice.label for choice in short] == ["1 minute more", "1½ minutes more"]
    assert short[-1].words.startswith("No more than 1½ minutes can be added.")


def test_nobody_but_whoever_leads_is_offered_anything() -> None:
    assert room(clinic().now_is, ANA, at(14)).choices == Choices()


def test_a_next_step_can_be_taken_back_at_once_by_name_and_later_is_a_return() -> None:
    clocked = clinic()
    assert [*undo(clocked, 10.5)] == ["Not yet: back to Context"]
    assert undo(clocked, 12) == {}
    assert "Go back a step" in [choice.label for choice in offers(clocked, 12).all]


def test_time_that_was_given_can_be_taken_back_and_leaves_no_trace() -> None:
    clocked = clinic()
    before = clocked.lengths(14)
    clocked.extend(14, 2)
    [back] = undo(clocked, 14).values()
    assert (back.label, back.form) == ("Take back 2 minutes", "extend")
    clocked.do(14, c.ExtendStep(clinic_id=CLINIC, step=back.fields["step"], seconds=int(back.fields["seconds"])))
    assert clocked.lengths(14) == before
    assert undo(clocked, 14) == {}


def test_time_that_was_used_up_is_not_offered_to_be_taken_back() -> None:
    clocked = clinic()
    clocked.extend(14, 2)
    assert [*undo(clocked, 26)] == ["Take back 1 minute"]
    assert undo(clocked, 27) == {}


def test_time_that_was_taken_can_be_given_back() -> None:
    clocked = clinic()
    clocked.extend(14, -1)
    assert [*undo(clocked, 14)] == ["Give back 1 minute"]


def test_a_step_left_out_can_be_brought_back_and_a_pause_ended() -> None:
    clocked = clinic()
    clocked.do(14, c.SkipStep(clinic_id=CLINIC, step="related_experience"))
    clocked.do(14, c.PauseClinic(clinic_id=CLINIC))
    assert [*undo(clocked, 15)] == ["Bring back Related experience", "Let the clock go on"]
    assert [choice.action for choice in offers(clocked, 15).usual] == ["extend"], "what is paused can't be paused"


def test_past_the_time_to_leave_every_choice_says_by_how_much() -> None:
    clocked = clinic(hard_stop=STOP)
    found = offers(clocked, 74)
    assert "past the time to leave" in found.next_short
    assert "past the time to leave" in found.next_words


def test_what_is_not_possible_says_why_and_is_no_button() -> None:
    first = Clocked().begin()
    back = next(offered for offered in offers(first, 5).all if offered.action == "back")
    assert not back.possible
    assert back.words == "Context is the first step. There is none to go back to."


@settings(max_examples=up_to(40))
@given(st.lists(st.sampled_from(["next", "more", "less", "pause", "resume", "skip"]), max_size=6), st.floats(0.1, 9))
def test_whatever_was_done_each_choice_is_offered_once_with_words_and_what_undoes_is_possible(
    actions: list[str], every: float
) -> None:
    clocked, now = Clocked(hard_stop=STOP).begin(), 0.0
    for action in actions:
        now += every
        choice = next(
            (
                choice
                for choice in (*offers(clocked, now).usual, *offers(clocked, now).undo, *offers(clocked, now).all)
                if choice.possible and choice.action == {"more": "extend", "less": "shorten"}.get(action, action)
            ),
            None,
        )
        if action == "next" and led(clocked, now).following:
            clocked.next(now)
        elif choice is not None:
            _press(clocked, now, choice)
    found = offers(clocked, now)
    assert all(
        offered.label and offered.words and offered.form in FORMS.values() for offered in (*found.all, *found.undo)
    )
    assert all(offered.possible for offered in (*found.undo, *found.usual))
    assert not {*map(id, found.undo)} & {*map(id, found.all)}
    labels = [offered.label for offered in found.all]
    assert len(labels) == len(set(labels))


def _press(clocked: Clocked, now: float, choice: Offered) -> None:
    commands = {
        "extend": c.ExtendStep,
        "skip": c.SkipStep,
        "bring-back": c.BringBackStep,
        "back": c.GoBack,
        "pause": c.PauseClinic,
        "resume": c.ResumeClinic,
    }
    clocked.do(now, commands[choice.form].model_validate({"clinic_id": CLINIC, **choice.fields}))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (40, "40 seconds"),
        (60, "1 minute"),
        (90, "1½ minutes"),
        (600, "10 minutes"),
        (89, "1½ minutes"),
    ],
)
def test_spans_are_said_as_people_say_them(seconds: int, words: str) -> None:
    assert span(seconds) == words


def test_few_seconds_are_told_in_minutes_where_minutes_stand_beside_them() -> None:
    assert minutes(30) == "½ minutes"


@pytest.mark.parametrize(
    ("ahead", "words"), [(0, "On time"), (-29, "On time"), (120, "2 minutes ahead"), (-660, "11 minutes behind")]
)
def test_ahead_and_behind_are_told_from_half_a_minute_on(ahead: int, words: str) -> None:
    assert ahead_or_behind(ahead) == words

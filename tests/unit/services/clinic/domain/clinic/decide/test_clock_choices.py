"""What was chosen before a clinic, and what it does by itself: its time, those with a related experience, moving on."""

from datetime import timedelta
from typing import Any

import pytest

from services.clinic.domain.clinic.protocol_times import span_of
from services.clinic.domain.protocols.builtin import SHIPPED
from services.clinic.domain.timing.timeline import Span
from services.clinic.views.clinic import clinic_view
from services.clinic.views.clock import in_words
from shared.contracts import clinic as c
from shared.contracts.types import When
from shared.domain import Refusal
from tests.support.clocked import CLINIC, FINN, GIL, ITSELF, Clocked, at

BY_ITSELF = c.MovingOn(by_itself=True, warn_before=60, grace=120)


def until(minutes: float) -> When:
    return When.of(at(minutes), "UTC")


def planned(clinic: Clocked, now: float = -60) -> list[int]:
    return [step.minutes for step in clinic_view(clinic.now_is, 1, GIL, at(now)).steps]


def test_the_steps_share_the_time_available_in_their_proportions_and_that_is_shown_before_the_start() -> None:
    assert planned(Clocked()) == [10, 15, 10, 15, 5]
    assert planned(Clocked(available=45)) == [10, 15, 0, 15, 5]
    assert planned(Clocked(ends=until(35))) == [8, 12, 0, 12, 4]
    assert planned(Clocked(hard_stop=until(45))) == [10, 15, 0, 15, 5]
    assert planned(Clocked(available=45, minutes={"context": 5, "advice": 20})) == [5, 15, 0, 20, 5]


def test_a_start_gives_what_was_shown_before() -> None:
    clinic = Clocked(available=35)
    before = planned(clinic)
    assert planned(clinic.begin(), 0) == before


@pytest.mark.parametrize(
    ("chosen", "field", "words"),
    [
        ({"available": 15}, "available", "takes at least 22½ minutes, and this leaves 15 minutes"),
        ({"ends": until(15)}, "ends", "takes at least"),
        ({"hard_stop": until(15)}, "hard_stop", "takes at least"),
        ({"ends": until(-5)}, "ends", "before the clinic starts"),
        ({"ends": until(50), "available": 50}, "ends", "not both"),
    ],
)
def test_time_that_cannot_be_enough_is_refused_where_it_stands(chosen: Any, field: str, words: str) -> None:
    with pytest.raises(Refusal, match=words) as refused:
        Clocked(**chosen)
    assert refused.value.extra["errors"][0]["field"] == field


def test_those_who_have_been_there_make_room_for_what_they_tell() -> None:
    clinic = Clocked()
    for who in (GIL, FINN):
        clinic.do(-30, c.OfferExperience(clinic_id=CLINIC), by=who)
    time = clinic_view(clinic.now_is, 1, GIL, at(-10)).steps[2].time
    assert time is not None
    assert time.first == 2 * 3 * 60
    assert time.most == 15 * 60, "others may have been there, too"
    assert Clocked().begin().lengths(0)[2] == 10


def test_a_show_of_hands_says_how_long_related_experience_takes() -> None:
    clinic = Clocked().begin()
    counted, resized = clinic.do(5, c.CountExperience(clinic_id=CLINIC, members=2))
    assert counted.members == 2
    assert (resized.step, resized.least, resized.plan, resized.most) == ("related_experience", 0, 360, 600)
    assert not clinic.do(6, c.CountExperience(clinic_id=CLINIC, members=2))
    nobody = clinic.do(7, c.CountExperience(clinic_id=CLINIC, members=0))
    assert [type(name).__name__ for name in nobody][1:] == ["ClinicStepResized", "ClinicStepSkipped"]
    somebody = clinic.do(8, c.CountExperience(clinic_id=CLINIC, members=3))
    assert [type(name).__name__ for name in somebody][1:] == ["ClinicStepResized", "ClinicStepBroughtBack"]
    for now in (10, 25):
        clinic.next(now)
    with pytest.raises(Refusal, match="has begun"):
        clinic.do(26, c.CountExperience(clinic_id=CLINIC, members=1))


def test_with_nobody_to_tell_anything_the_step_is_left_out_from_the_start() -> None:
    clinic = Clocked()
    clinic.do(-10, c.CountExperience(clinic_id=CLINIC, members=0))
    assert clinic.begin().now_is.skipped == {"related_experience"}
    with pytest.raises(Refusal, match="no step for related experience"):
        Clocked(SHIPPED["troika"]).do(-10, c.CountExperience(clinic_id=CLINIC, members=2))


def test_silence_is_as_long_as_it_is_and_what_is_written_as_one_number_is_not() -> None:
    silent, spoken = SHIPPED["pair_clinic"].find("silence"), SHIPPED["case_clinic"].find("advice")
    assert silent is not None
    assert spoken is not None
    minutes = silent[0].minutes.plan
    assert span_of(silent[0], minutes) == Span(minimum=minutes * 60, plan=minutes * 60, maximum=minutes * 60)
    assert span_of(spoken[0], 15) == Span(minimum=450, plan=900, maximum=1200)
    assert span_of(spoken[0], 30) == Span(minimum=900, plan=1800, maximum=2400)


def warn(clinic: Clocked, minutes: float, due: float | None = None) -> list[Any]:
    command = c.WarnOfEnd(clinic_id=CLINIC, step="context", due_at=at(minutes if due is None else due))
    return clinic.do(minutes, command, by=ITSELF)


def move(clinic: Clocked, minutes: float) -> list[Any]:
    return clinic.do(minutes, c.MoveOn(clinic_id=CLINIC, step="context", due_at=at(minutes)), by=ITSELF)


def test_people_are_warned_once_and_then_moved_on_after_the_period_of_grace() -> None:
    clinic = Clocked(moving_on=BY_ITSELF).begin()
    assert not warn(clinic, 8)
    [warned] = warn(clinic, 9)
    assert (warned.at, warned.clock.warn_at, warned.clock.move_at) == (at(9), None, at(12))
    assert not warn(clinic, 9.5)
    assert not move(clinic, 11.5)
    ended, begun = move(clinic, 12)
    assert (ended.step, begun.step) == ("context", "understanding")
    assert not move(clinic, 12.1), "somebody was faster"


def test_nobody_is_moved_on_without_a_warning_or_without_having_chosen_it_or_in_a_pause() -> None:
    unwarned = Clocked(moving_on=BY_ITSELF).begin()
    assert not move(unwarned, 30)
    by_hand = Clocked().begin()
    assert warn(by_hand, 9)
    assert not move(by_hand, 30)
    paused = Clocked(moving_on=BY_ITSELF).begin()
    warn(paused, 9)
    paused.do(10, c.PauseClinic(clinic_id=CLINIC))
    assert not move(paused, 30)


def test_a_machine_whose_clock_is_behind_believes_the_one_that_rang() -> None:
    clinic = Clocked(moving_on=BY_ITSELF).begin()
    [warned] = warn(clinic, 8.99, due=9)
    assert warned.at == at(9)


def test_the_warning_in_a_step_that_was_undone_is_forgotten() -> None:
    clinic = Clocked(minutes={"understanding": 1}).begin()
    before = clinic.now_is
    clinic.next(5)
    clinic.do(5.7, c.WarnOfEnd(clinic_id=CLINIC, step="understanding", due_at=at(5.7)), by=ITSELF)
    assert "understanding" in clinic.now_is.warned
    clinic.back(5.8)
    assert clinic.now_is == before


def test_each_choice_of_the_facilitator_comes_with_the_command_that_does_it() -> None:
    clinic = Clocked(hard_stop=until(70)).begin()
    clinic.next(10)
    shown = clinic_view(clinic.now_is, 1, FINN, at(12)).clock
    assert shown is not None
    for choice in shown.choices:
        if choice.possible:
            fresh = Clocked(hard_stop=until(70)).begin()
            fresh.next(10)
            assert fresh.do(12, getattr(c, choice.command).model_validate(choice.data))
            for cost in choice.costs:
                place = fresh.now_is.number(cost.step) - 1
                assert fresh.seen(12).slots[place].seconds == cost.after
    seen = clinic_view(clinic.now_is, 1, GIL, at(12)).clock
    assert seen is not None
    assert not seen.choices


def test_how_the_clinic_stands_is_said_as_people_say_it() -> None:
    assert [in_words(seconds) for seconds in (0, -20, 180, -90)] == [
        "On time",
        "On time",
        "3 minutes ahead",
        "1½ minutes behind",
    ]
    late = Clocked().begin(6)
    clock = clinic_view(late.now_is, 1, GIL, at(6)).clock
    assert clock is not None
    assert (clock.words, clock.ends_at) == ("6 minutes behind", at(55))
    assert late.seen(6).ends_at == at(55)
    over = clinic_view(late.now_is, 1, GIL, at(20)).steps[0]
    assert over.ends_at == at(6) + timedelta(minutes=10), "the page says by how much a step is over its time"

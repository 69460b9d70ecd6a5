"""What the facilitator does with the clock of a running clinic: 5-10, 15, 0-15, 15, 5 minutes, planned as 10, 15, 10, 15, 5."""

from datetime import timedelta
from typing import Any

import pytest

from services.clinic import app
from services.clinic.domain.protocols.builtin import SHIPPED
from shared.contracts import clinic as c
from shared.contracts.base import Command
from shared.contracts.types import When
from shared.domain import Refusal
from tests.support.clocked import ANA, CLINIC, FINN, GIL, Clocked, at
from tests.support.world import NOON, member


def names(events: list[Any]) -> list[str]:
    return [type(event).__name__ for event in events]


def test_a_step_says_when_its_time_is_over_and_when_people_are_warned() -> None:
    clinic = Clocked()
    *_, begun = clinic.do(0, c.StartClinic(clinic_id=CLINIC))
    assert (begun.step, begun.minutes, begun.seconds, begun.ends_at) == ("context", 10, 600, at(10))
    assert begun.clock == c.StepClock(step="context", ends_at=at(10), warn_at=at(9))


def test_more_time_for_a_step_is_taken_from_related_experience_first() -> None:
    clinic = Clocked().begin()
    clinic.next(10)
    [longer] = clinic.extend(12, 5)
    assert (longer.seconds, longer.planned, longer.clock.ends_at) == (300, 1200, at(30))
    assert clinic.lengths(12) == [10, 20, 5, 15, 5]
    assert clinic.end(12) == 55


def test_more_than_a_step_may_have_is_given_as_far_as_it_goes_and_then_refused_in_words() -> None:
    clinic = Clocked().begin()
    clinic.next(10)
    [longer] = clinic.extend(12, 30)
    assert longer.seconds == 300
    with pytest.raises(Refusal, match="Understanding is at its longest, 20 minutes"):
        clinic.extend(13, 1)


def test_a_step_gets_shorter_by_seconds_too() -> None:
    clinic = Clocked().begin()
    [shorter] = clinic.extend(2, 0, seconds=-90)
    assert (shorter.seconds, shorter.clock.ends_at) == (-90, at(8.5))


def test_no_time_at_all_is_asked_for_again() -> None:
    with pytest.raises(Refusal) as refused:
        Clocked().begin().extend(2, 1, seconds=-60)
    assert refused.value.extra["errors"][0]["field"] == "minutes"


@pytest.mark.parametrize(
    "command",
    [
        c.ExtendStep(clinic_id=CLINIC, step="context", minutes=2),
        c.GoBack(clinic_id=CLINIC, from_step="context"),
        c.AdvanceStep(clinic_id=CLINIC, from_step="context"),
    ],
    ids=lambda name: type(name).__name__,
)
def test_a_button_pressed_after_the_step_moved_on_changes_nothing_and_says_where_the_clinic_is(
    command: Command,
) -> None:
    clinic = Clocked().begin()
    clinic.next(10)
    with pytest.raises(Refusal, match="understanding") as refused:
        clinic.ask(11, command)
    assert (refused.value.status, refused.value.extra["step"]) == (409, "understanding")


def test_a_next_by_accident_is_undone_and_nothing_is_lost() -> None:
    clinic = Clocked().begin()
    before = clinic.now_is
    clinic.next(4)
    clinic.do(4.4, c.AskQuestion(clinic_id=CLINIC, text="Who decides?"), by=GIL)
    undone, again = clinic.back(4.5)
    assert names([undone, again]) == ["ClinicStepUndone", "ClinicStepStarted"]
    assert (undone.step, again.step, again.starts_at, again.ends_at) == ("understanding", "context", NOON, at(10))
    assert (clinic.now_is.clock, clinic.now_is.step) == (before.clock, before.step)
    assert [contribution.text for contribution in clinic.now_is.contributions.values()] == ["Who decides?"]


def test_leaving_out_the_running_step_by_accident_is_undone_as_well() -> None:
    clinic = Clocked().begin()
    for now in (10, 25):
        clinic.next(now)
    before = clinic.now_is
    events = clinic.do(27, c.SkipStep(clinic_id=CLINIC, step="related_experience"))
    assert names(events) == ["ClinicStepSkipped", "ClinicStepEnded", "ClinicStepStarted"]
    assert clinic.now_is.step == "advice"
    clinic.back(27.5)
    assert clinic.now_is == before


def test_going_back_later_is_a_return_and_each_step_keeps_the_time_it_used() -> None:
    clinic = Clocked().begin()
    for now in (10, 25, 33):
        clinic.next(now)
    events = clinic.back(37)
    assert names(events) == ["ClinicStepEnded", "ClinicStepStarted"]
    assert (events[1].step, events[1].starts_at) == ("related_experience", at(37))
    assert events[0].seconds == 240
    clinic.next(39)
    assert clinic.now_is.step == "advice"
    assert clinic.lengths(39)[2:] == [10, 15, 5]
    assert clinic.end(39) == 55


def test_before_the_first_step_there_is_none_to_go_back_to() -> None:
    with pytest.raises(Refusal, match="Context is the first step"):
        Clocked().begin().back(3)


def test_a_pause_moves_all_that_is_to_come_and_only_resuming_ends_it() -> None:
    clinic = Clocked().begin()
    [paused] = clinic.do(4, c.PauseClinic(clinic_id=CLINIC))
    assert paused.clock.paused
    assert not clinic.do(5, c.PauseClinic(clinic_id=CLINIC))
    _, begun = clinic.next(6)
    assert begun.clock.paused
    [resumed] = clinic.do(11, c.ResumeClinic(clinic_id=CLINIC))
    assert not resumed.clock.paused
    assert not clinic.do(12, c.ResumeClinic(clinic_id=CLINIC))
    assert clinic.end(12) == 62
    assert resumed.clock.ends_at == at(11) + timedelta(seconds=begun.seconds)


def test_an_optional_step_is_left_out_and_brought_back() -> None:
    clinic = Clocked().begin()
    before = clinic.now_is
    [skipped] = clinic.do(2, c.SkipStep(clinic_id=CLINIC, step="related_experience"))
    assert clinic.lengths(2) == [10, 19.3, 0, 19.3, 6.4]
    assert skipped.clock.ends_at == at(10)
    [back] = clinic.do(3, c.BringBackStep(clinic_id=CLINIC, step="related_experience"))
    assert back.clock.ends_at == at(10)
    assert not clinic.do(3, c.BringBackStep(clinic_id=CLINIC, step="related_experience"))
    assert clinic.now_is == before


def test_a_step_that_is_over_can_be_neither_left_out_nor_brought_back() -> None:
    clinic = Clocked().begin()
    for now in (10, 25):
        clinic.next(now)
    clinic.do(26, c.SkipStep(clinic_id=CLINIC, step="related_experience"))
    with pytest.raises(Refusal, match="still to come"):
        clinic.do(30, c.BringBackStep(clinic_id=CLINIC, step="related_experience"))
    with pytest.raises(Refusal, match="is over"):
        clinic.do(30, c.SkipStep(clinic_id=CLINIC, step="context"))


def test_a_late_start_is_made_up_for() -> None:
    assert Clocked().begin(6).lengths(6) == [10, 15, 4, 15, 5]
    assert Clocked().begin(6).end(6) == 55


def test_a_late_start_may_be_given_its_whole_time() -> None:
    late = Clocked().begin(6, whole=True)
    assert late.lengths(6) == [10, 15, 10, 15, 5]
    assert late.end(6) == 61


def test_a_start_that_is_too_late_to_be_made_up_for_gets_its_whole_time() -> None:
    assert Clocked().begin(300).lengths(300) == [10, 15, 10, 15, 5]


def test_a_hard_stop_stays_however_late_the_start_is() -> None:
    stop = When.of(at(60), "UTC")
    late = Clocked(hard_stop=stop).begin(20, whole=True)
    assert late.end(20) == 60
    hopeless = Clocked(hard_stop=stop).begin(50)
    assert hopeless.seen(50).overrun == 12.5 * 60


def test_an_early_start_moves_everything_and_changes_no_length() -> None:
    early = Clocked().begin(-30)
    assert early.lengths(-30) == [10, 15, 10, 15, 5]
    assert early.end(-30) == 25


@pytest.mark.parametrize(
    "command",
    [
        c.ExtendStep(clinic_id=CLINIC, step="context", minutes=2),
        c.SkipStep(clinic_id=CLINIC, step="related_experience"),
        c.BringBackStep(clinic_id=CLINIC, step="related_experience"),
        c.GoBack(clinic_id=CLINIC, from_step="context"),
        c.PauseClinic(clinic_id=CLINIC),
        c.ResumeClinic(clinic_id=CLINIC),
        c.CountExperience(clinic_id=CLINIC, members=2),
        c.WarnOfEnd(clinic_id=CLINIC, step="context", due_at=at(9)),
        c.MoveOn(clinic_id=CLINIC, step="context", due_at=at(9)),
    ],
    ids=lambda name: type(name).__name__,
)
def test_the_clock_is_the_facilitators(command: Command) -> None:
    clinic = Clocked().begin()
    for who in (ANA, GIL):
        with pytest.raises(Refusal) as refused:
            clinic.ask(2, command, by=who)
        assert refused.value.status == 403
    if not isinstance(command, c.CountExperience | c.WarnOfEnd | c.MoveOn):
        with pytest.raises(Refusal) as refused:
            Clocked().ask(2, command)
        assert refused.value.status == 409


def test_closing_tells_what_the_last_step_took() -> None:
    clinic = Clocked().begin()
    for now in (10, 25, 35, 50):
        clinic.next(now)
    ended, _ = clinic.do(54, c.CloseClinic(clinic_id=CLINIC, follow_up=When.of(at(60 * 24 * 40), "UTC")), by=ANA)
    assert (ended.planned_minutes, ended.seconds) == (5, 240)
    assert app.clinic.evolve.fold(None, clinic.history) == clinic.now_is
    assert clinic.now_is.facilitator_id == FINN


def test_a_round_is_extended_for_all_groups_at_once() -> None:
    people = tuple(member(f"person {number}") for number in range(8))
    clinic = Clocked(SHIPPED["rotating"]).begin(people=people, presenters=(ANA, *people[:2]), anyway=True)
    assert clinic.now_is.rotation is not None
    [longer] = clinic.extend(1, 1)
    assert (longer.step, longer.clock.ends_at) == ("context_1", at(4))
    clinic.next(4)
    assert clinic.now_is.step == "understanding_1"

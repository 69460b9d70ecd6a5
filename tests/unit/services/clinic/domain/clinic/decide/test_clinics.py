"""What a clinic's commands lead to, by the rules of the method; pure."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.clinic.app import clinic as aggregate
from services.clinic.domain.clinic.contribution_kinds import EVENTS, KINDS
from services.clinic.domain.protocols.builtin import CASE_CLINIC
from shared.contracts import clinic as c
from shared.contracts.base import Command, Event, derived_id
from shared.contracts.types import When
from shared.domain import Refusal
from tests.support.given import Given
from tests.support.world import COMMUNITY, NOON, member

STEPS = {written.step.name: written.step for written in CASE_CLINIC.written()}
CLINIC = derived_id("clinic", "one")
ANA, FINN, GIL = member("ana"), member("finn"), member("gil")
TOMORROW = When(local=(NOON + timedelta(days=1)).replace(tzinfo=None), zone="UTC")
IN_A_MONTH = When(local=(NOON + timedelta(days=30)).replace(tzinfo=None), zone="UTC")
IDS = {"community_id": COMMUNITY, "clinic_id": CLINIC}

PROPOSED = c.CaseProposed(**IDS, presenter_id=ANA, title="Handover", question="How?")
SCHEDULED = c.ClinicScheduled(
    **IDS,
    starts_at=TOMORROW.instant,
    zone="UTC",
    facilitator_id=FINN,
    presenter_id=ANA,
    minutes={step.name: step.minutes.plan for step in STEPS.values()},
)
STARTED = c.ClinicStarted(**IDS, facilitator_id=FINN, presenter_id=ANA)


def step_started(name: c.StepName) -> c.ClinicStepStarted:
    step = STEPS[name]
    minutes = step.minutes.plan
    return c.ClinicStepStarted(
        **IDS,
        step=name,
        number=list(STEPS).index(name) + 1,
        minutes=minutes,
        starts_at=NOON,
        ends_at=NOON + timedelta(minutes=minutes),
        hint=step.hint_for(),
    )


def clinic_in(step: c.StepName, *more: Event) -> Given:
    """A clinic that runs and is in this step."""
    return Given(aggregate, CLINIC, PROPOSED, SCHEDULED, STARTED, step_started(step), *more)


def test_scheduling_gives_each_step_the_protocols_minutes_unless_others_are_asked_for() -> None:
    [event] = Given(aggregate, CLINIC, PROPOSED).when(
        c.ScheduleClinic(clinic_id=CLINIC, starts=TOMORROW, facilitator_id=FINN, minutes={"context": 7}),
        by=FINN,
        role="facilitator",
    )
    assert isinstance(event, c.ClinicScheduled)
    assert event.minutes == {"context": 7, "understanding": 15, "related_experience": 10, "advice": 15, "summary": 5}
    assert not event.moved


def test_scheduling_again_at_another_time_says_that_it_moved() -> None:
    [event] = Given(aggregate, CLINIC, PROPOSED, SCHEDULED).when(
        c.ScheduleClinic(clinic_id=CLINIC, starts=IN_A_MONTH, facilitator_id=FINN), by=ANA, role="member"
    )
    assert isinstance(event, c.ClinicScheduled)
    assert event.moved


def test_scheduling_what_is_scheduled_already_changes_nothing() -> None:
    command = c.ScheduleClinic(clinic_id=CLINIC, starts=TOMORROW, facilitator_id=FINN)
    assert not Given(aggregate, CLINIC, PROPOSED, SCHEDULED).when(command, by=ANA, role="member")


def test_a_time_that_is_past_is_refused_and_the_field_named() -> None:
    past = When(local=(NOON - timedelta(hours=1)).replace(tzinfo=None), zone="UTC")
    with pytest.raises(Refusal) as refused:
        Given(aggregate, CLINIC, PROPOSED).when(
            c.ScheduleClinic(clinic_id=CLINIC, starts=past, facilitator_id=FINN), by=ANA, role="member"
        )
    assert refused.value.extra["errors"][0]["field"] == "starts"


def test_starting_begins_the_first_step_with_its_deadline_and_hint() -> None:
    _, begun = Given(aggregate, CLINIC, PROPOSED, SCHEDULED).when(
        c.StartClinic(clinic_id=CLINIC), by=FINN, role="facilitator"
    )
    assert isinstance(begun, c.ClinicStepStarted)
    assert (begun.step, begun.ends_at - begun.starts_at) == ("context", timedelta(minutes=10))
    assert "one specific question" in begun.hint


def test_the_facilitator_leads_through_all_steps_in_order() -> None:
    seen = ["context"]
    state = clinic_in("context")
    history: list[Event] = []
    while (now := seen[-1]) != "summary":
        events = state.when(c.AdvanceStep(clinic_id=CLINIC, from_step=now), by=FINN, role="facilitator")
        history += events
        seen.append(events[-1].step)  # type: ignore[attr-defined]
        state = clinic_in("context", *history)
    assert seen == ["context", "understanding", "related_experience", "advice", "summary"]


def test_pressing_next_twice_moves_on_only_once() -> None:
    with pytest.raises(Refusal, match="advice step already"):
        clinic_in("advice").when(
            c.AdvanceStep(clinic_id=CLINIC, from_step="related_experience"), by=FINN, role="facilitator"
        )


def test_a_member_who_does_not_facilitate_cannot_move_the_clinic_on() -> None:
    with pytest.raises(Refusal) as refused:
        clinic_in("advice").when(c.AdvanceStep(clinic_id=CLINIC, from_step="advice"), by=GIL, role="member")
    assert refused.value.status == 403


def test_a_clinic_closes_only_from_its_summary() -> None:
    with pytest.raises(Refusal, match="ends with the summary"):
        clinic_in("advice").when(c.CloseClinic(clinic_id=CLINIC, follow_up=IN_A_MONTH), by=FINN, role="facilitator")


def test_closing_names_those_who_gave_advice_so_that_they_can_be_told_one_day() -> None:
    advice = c.AdviceGiven(
        **IDS, contribution_id=derived_id("said", "1"), member_id=GIL, step="advice", at=NOON, text="I once ..."
    )
    given_advice = clinic_in("advice", advice, advice, step_started("summary"))
    closed = given_advice.when(c.CloseClinic(clinic_id=CLINIC, follow_up=IN_A_MONTH), by=ANA, role="member")[-1]
    assert isinstance(closed, c.ClinicClosed)
    assert closed.advisers == (GIL,)
    assert closed.follow_up_at == IN_A_MONTH.instant


def test_only_the_presenter_says_what_really_happened() -> None:
    over = c.ClinicClosed(
        **IDS, presenter_id=ANA, facilitator_id=FINN, advisers=(), follow_up_at=IN_A_MONTH.instant, zone="UTC"
    )
    command = c.ReportFollowUp(clinic_id=CLINIC, text="It worked.")
    with pytest.raises(Refusal, match="Only the presenter"):
        clinic_in("summary", over).when(command, by=GIL, role="member")
    [event] = clinic_in("summary", over).when(command, by=ANA, role="member")
    assert isinstance(event, c.FollowUpReported)
    assert (event.text, event.awaited, event.amends) == ("It worked.", (), False)


def test_advice_comes_from_the_group_and_not_from_the_presenter() -> None:
    with pytest.raises(Refusal, match="You are the presenter"):
        clinic_in("advice").when(c.GiveAdvice(clinic_id=CLINIC, text="Hm."), by=ANA, role="member")


def test_a_comment_must_belong_to_advice_that_was_given() -> None:
    with pytest.raises(Refusal) as refused:
        command = c.CommentOnAdvice(clinic_id=CLINIC, advice_id=derived_id("said", "never"), text="Yes.")
        clinic_in("advice").when(command, by=GIL, role="member")
    assert refused.value.extra["errors"][0]["field"] == "advice_id"


def test_a_cancelled_clinic_cannot_start() -> None:
    cancelled = c.ClinicCancelled(**IDS, reason="Ill.")
    with pytest.raises(Refusal, match="cancelled"):
        Given(aggregate, CLINIC, PROPOSED, SCHEDULED, cancelled).when(
            c.StartClinic(clinic_id=CLINIC), by=FINN, role="facilitator"
        )


COMMANDS: Sequence[Command] = (
    c.GiveContext(clinic_id=CLINIC, text="x"),
    c.AskQuestion(clinic_id=CLINIC, text="x"),
    c.ShareExperience(clinic_id=CLINIC, text="x"),
    c.GiveAdvice(clinic_id=CLINIC, text="x"),
    c.NoteTakeaway(clinic_id=CLINIC, text="x"),
)


@given(
    step=st.sampled_from(list(STEPS)),
    command=st.sampled_from(COMMANDS),
    who=st.sampled_from([ANA, FINN, GIL]),
)
def test_a_contribution_is_taken_exactly_where_the_protocol_takes_it(
    step: c.StepName, command: Command, who: str
) -> None:
    kind = KINDS[EVENTS[type(command)]]  # type: ignore[index]

    def takes(name: c.StepName) -> bool:
        part = STEPS[name].takes.get(kind)
        return part is not None and (part == "all" or (part == "presenter") == (who == ANA))

    names = list(STEPS)
    later = [name for name in names[names.index(step) + 1 :] if takes(name)]
    try:
        [event] = clinic_in(step).when(command, by=who, role="member")
    except Refusal as refusal:
        assert not takes(step)
        assert kind in STEPS[step].takes or not later
        assert kind in STEPS[step].takes or refusal.extra["hint"] == STEPS[step].hint_for()
    else:
        assert event.member_id == who  # type: ignore[attr-defined]
        if isinstance(event, c.DraftHeld):
            assert kind not in STEPS[step].takes
            assert event.waits_for == later[0]
        else:
            assert takes(step)

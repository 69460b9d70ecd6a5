"""What a clinic's record holds, worked out of its events."""

from datetime import timedelta

from services.clinic.app import clinic as aggregate
from services.clinic.views.clinic import clinic_view
from services.clinic.views.record import clinic_record
from shared.contracts import clinic as c
from shared.contracts.base import Event, derived_id
from shared.contracts.types import Id
from tests.support.given import Given
from tests.support.world import NOON
from tests.unit.services.clinic.domain.clinic.decide.test_clinics import (
    ANA,
    CLINIC,
    FINN,
    GIL,
    IDS,
    IN_A_MONTH,
    PROPOSED,
    SCHEDULED,
    STARTED,
    STEPS,
)


def said(kind: type[Event], number: int, who: Id, step: str, **more: object) -> Event:
    fields = {
        "contribution_id": derived_id("said", str(number)),
        "member_id": who,
        "step": step,
        "at": NOON,
        "text": f"{number}",
    }
    return kind.model_validate({**IDS, **fields, **more})


def ran(step: str, began: int, ended: int | None) -> list[Event]:
    number = list(STEPS).index(step) + 1
    start, end = NOON + timedelta(minutes=began), NOON + timedelta(minutes=ended or 0)
    begun = c.ClinicStepStarted(**IDS, step=step, number=number, minutes=7, starts_at=start, ends_at=start, hint="")
    over = c.ClinicStepEnded(**IDS, step=step, number=number, planned_minutes=7, ended_at=end)
    return [begun] if ended is None else [begun, over]


def record_of(*events: Event, viewer: Id = GIL) -> c.ClinicRecord:
    state = aggregate.evolve.fold(None, (PROPOSED, *events))
    assert state is not None
    return clinic_record(state, clinic_view(state, 7, viewer, NOON + timedelta(hours=2)))


QUESTION = said(c.QuestionAsked, 1, GIL, "understanding")
ANSWER = said(c.QuestionAnswered, 2, ANA, "understanding", question_id=derived_id("said", "1"))
ADVICE = said(c.AdviceGiven, 3, GIL, "advice")
COMMENT = said(c.AdviceCommented, 4, FINN, "advice", advice_id=derived_id("said", "3"))
TAKEN = said(c.TakeawayNoted, 5, ANA, "summary", advice_id=derived_id("said", "3"))
FREE = said(c.TakeawayNoted, 6, ANA, "summary")
WHOLE = (
    SCHEDULED, STARTED, *ran("context", 0, 12), *ran("understanding", 12, 30), QUESTION, ANSWER,
    c.ClinicStepSkipped(**IDS, step="related_experience", number=3),
    *ran("advice", 30, 50), ADVICE, COMMENT, *ran("summary", 50, 55), TAKEN, FREE,
    c.ClinicClosed(
        **IDS, presenter_id=ANA, facilitator_id=FINN, advisers=(GIL,), follow_up_at=IN_A_MONTH.instant, zone="UTC"
    ),
)  # fmt: skip


def test_replies_are_with_what_they_belong_to_and_nowhere_else() -> None:
    steps = {step.name: step for step in record_of(*WHOLE).steps}
    [question] = steps["understanding"].contributions
    assert [reply.text for reply in question.replies] == ["2"]
    [advice] = steps["advice"].contributions
    assert [reply.text for reply in advice.replies] == ["4"]


def test_a_reply_to_what_is_not_there_stands_for_itself() -> None:
    steps = {step.name: step for step in record_of(SCHEDULED, STARTED, *ran("understanding", 0, None), ANSWER).steps}
    assert [contribution.text for contribution in steps["understanding"].contributions] == ["2"]


def test_steps_are_told_as_planned_and_as_run() -> None:
    record = record_of(*WHOLE)
    planned = [(step.name, step.planned_minutes, step.left_out) for step in record.steps]
    assert planned == [
        ("context", 10, False), ("understanding", 15, False), ("related_experience", 10, True), ("advice", 15, False),
        ("summary", 5, False),
    ]  # fmt: skip
    runs = [
        tuple((run.ended - run.began).total_seconds() / 60 for run in step.runs if run.ended) for step in record.steps
    ]
    assert runs == [(12,), (18,), (), (20,), (5,)]
    assert (record.began, record.ended) == (NOON, NOON + timedelta(minutes=55))


def test_takeaways_name_the_advice_they_came_from_and_stand_by_themselves() -> None:
    record = record_of(*WHOLE)
    taken, free = record.takeaways
    [advice] = taken.advice
    assert (taken.text, advice.text, advice.member_id) == ("5", "3", GIL)
    assert (free.text, free.advice) == ("6", ())
    assert not record.steps[-1].contributions


def test_what_became_of_a_takeaway_and_of_the_whole_is_told() -> None:
    outcome = c.Outcome(takeaway_id=derived_id("said", "5"), done="tried", result="helped", story="It held.")
    command = c.ReportFollowUp(clinic_id=CLINIC, text="All in all well.", outcomes=(outcome,))
    told = Given(aggregate, CLINIC, PROPOSED, *WHOLE).when(command, by=ANA, role="member", now=IN_A_MONTH.instant)
    record = record_of(*WHOLE, *told)
    assert record.takeaways[0].outcome is not None
    assert record.takeaways[0].outcome.story == "It held."
    assert [(report.presenter_id, report.text) for report in record.reports] == [(ANA, "All in all well.")]


def test_a_step_gone_back_to_ran_twice_and_a_pause_is_told() -> None:
    begun = ran("context", 0, 10) + ran("understanding", 10, 12) + ran("context", 12, None)
    rest = [
        c.ClinicPaused(**IDS, step="context", at=NOON + timedelta(minutes=15)),
        c.ClinicResumed(**IDS, step="context", at=NOON + timedelta(minutes=16)),
    ]
    record = record_of(SCHEDULED, STARTED, *begun, *rest)
    assert [(run.began - NOON).total_seconds() / 60 for run in record.steps[0].runs] == [0, 12]
    assert [(run.began - NOON).total_seconds() / 60 for run in record.pauses] == [15]


def test_while_it_runs_it_has_no_end_and_before_it_no_beginning() -> None:
    running = record_of(SCHEDULED, STARTED, *ran("context", 0, 12), *ran("understanding", 12, None))
    assert (running.began, running.ended) == (NOON, None)
    assert (record_of().began, record_of().ended) == (None, None)
    assert [step.name for step in record_of().steps] == list(STEPS)


def test_a_cancelled_clinic_says_why() -> None:
    assert record_of(SCHEDULED, c.ClinicCancelled(**IDS, reason="Flood.")).reason == "Flood."


def test_a_record_reads_back_from_its_json_and_says_what_it_is() -> None:
    record = record_of(*WHOLE)
    text = record.model_dump_json()
    assert c.ClinicRecord.model_validate_json(text) == record
    assert '"format":"convene.clinic-record","revision":1' in text

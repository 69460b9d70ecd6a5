"""A clinic while it runs. Pure."""

from services.clinic.model.state import Case, Clinic, StepRun, evolve
from services.clinic.protocol import minutes_of, plan
from shared.contracts import clinic as c


@evolve.on
def started(clinic: Clinic, event: c.ClinicStarted) -> Clinic:
    presenters = event.presenters or (event.presenter_id,)
    # Clinics that started before events told the plan had the default protocol, which has no loops.
    steps = event.plan or plan(clinic.protocol, minutes_of(clinic.protocol, clinic.minutes), presenters, event.people)
    return clinic.model_copy(
        update={"status": "running", "presenters": presenters, "people": event.people, "plan": steps}
    )


@evolve.on
def step_started(clinic: Clinic, event: c.ClinicStepStarted) -> Clinic:
    run = StepRun(minutes=event.minutes, starts_at=event.starts_at, ends_at=event.ends_at)
    return clinic.model_copy(update={"step": event.step, "steps": {**clinic.steps, event.step: run}})


@evolve.on
def step_ended(clinic: Clinic, event: c.ClinicStepEnded) -> Clinic:
    run = clinic.steps[event.step]
    ended = run.model_copy(update={"ended_at": event.ended_at})
    return clinic.model_copy(update={"steps": {**clinic.steps, event.step: ended}})


@evolve.on
def step_skipped(clinic: Clinic, event: c.ClinicStepSkipped) -> Clinic:
    return clinic.model_copy(update={"skipped": clinic.skipped | {event.step}})


@evolve.on
def question_restated(clinic: Clinic, event: c.QuestionRestated) -> Clinic:
    if event.presenter_id == clinic.presenter_id:
        return clinic.model_copy(update={"question": event.question})
    title = clinic.case_of(event.presenter_id).title
    case = Case(title=title, question=event.question)
    return clinic.model_copy(update={"cases": {**clinic.cases, event.presenter_id: case}})

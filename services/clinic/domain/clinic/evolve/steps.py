"""A clinic while it runs. Pure."""

from services.clinic.domain.clinic.protocol_times import timeline_of
from services.clinic.domain.clinic.records import Case
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.protocols.plan import minutes_of, plan
from services.clinic.domain.timing.timeline import Run, whole
from shared.contracts import clinic as c
from shared.domain import Evolver
from shared.domain.collections import Shelf

evolve: Evolver[Clinic] = Evolver()

QUIET: dict[str, object] = {"hands": Shelf(), "called_on": None}
"""Hands go down when the step changes, and nobody has the floor."""


@evolve.on
def clinic_started(clinic: Clinic, event: c.ClinicStarted) -> Clinic:
    presenters = event.presenters or (event.presenter_id,)
    # Clinics that started before events told the plan had the default protocol, which has no loops.
    steps = event.plan or plan(clinic.protocol, minutes_of(clinic.protocol, clinic.minutes), presenters, event.people)
    assert clinic.starts is not None
    counts_from = event.counts_from or clinic.starts.instant
    return clinic.model_copy(
        update={
            "status": "running",
            "presenters": presenters,
            "people": event.people,
            "plan": steps,
            "timeline": timeline_of(clinic.protocol, steps, counts_from, event.available, event.hard_stop),
        }
    )


@evolve.on
def clinic_step_started(clinic: Clinic, event: c.ClinicStepStarted) -> Clinic:
    timeline, place = clinic.clock, clinic.number(event.step) - 1
    if timeline.current is None or timeline.current.step != place:
        # Events told whole minutes before they told seconds.
        planned = event.seconds if event.clock else event.minutes * 60
        run = Run(step=place, started=event.starts_at, planned=planned)
        timeline = timeline.model_copy(update={"runs": (*timeline.runs, run)})
    return clinic.model_copy(update={"step": event.step, "timeline": timeline, **QUIET})


@evolve.on
def clinic_step_ended(clinic: Clinic, event: c.ClinicStepEnded) -> Clinic:
    timeline = clinic.clock
    ended = timeline.running().model_copy(update={"ended": whole(event.ended_at)})
    timeline = timeline.model_copy(update={"runs": (*timeline.runs[:-1], ended)})
    return clinic.model_copy(update={"timeline": timeline, **QUIET})


@evolve.on
def clinic_step_skipped(clinic: Clinic, event: c.ClinicStepSkipped) -> Clinic:
    places = {*clinic.clock.skipped, clinic.number(event.step) - 1}
    timeline = clinic.clock.model_copy(update={"skipped": tuple(sorted(places))})
    return clinic.model_copy(update={"timeline": timeline})


@evolve.on
def question_restated(clinic: Clinic, event: c.QuestionRestated) -> Clinic:
    if event.presenter_id == clinic.presenter_id:
        return clinic.model_copy(update={"question": event.question})
    title = clinic.case_of(event.presenter_id).title
    case = Case(title=title, question=event.question)
    return clinic.model_copy(update={"cases": {**clinic.cases, event.presenter_id: case}})

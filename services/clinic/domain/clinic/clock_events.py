"""What decisions about the clock share: a move of it, and the events that tell of the step that then runs. Pure."""

from collections.abc import Callable
from datetime import datetime

from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.clinic.step_clock import step_clock
from services.clinic.domain.protocols.plan import step_of
from services.clinic.domain.timing.timeline import NotPossible, Timeline
from services.clinic.domain.timing.words import whole_minutes
from shared.contracts import clinic as c
from shared.contracts.protocol import PlannedStep
from shared.domain import conflict


def require_possible(move: Callable[[], Timeline]) -> Timeline:
    """The clock after a move; `Refusal` (409) in the clock's own words where it is not possible."""
    try:
        return move()
    except NotPossible as refused:
        raise conflict("not-possible-now", str(refused)) from None


def clock_after(clinic: Clinic, timeline: Timeline, now: datetime) -> c.StepClock | None:
    names = [planned_step.name for planned_step in clinic.plan]
    warned_at = clinic.warned.get(names[timeline.current.step]) if timeline.current else None
    return step_clock(timeline, names, clinic.moving_on, now, warned_at)


def step_begun(clinic: Clinic, timeline: Timeline, now: datetime) -> c.ClinicStepStarted:
    """The step that runs by this clock has just begun, or goes on."""
    run, clock = timeline.running(), clock_after(clinic, timeline, now)
    assert clock is not None
    planned = clinic.plan[run.step]
    return c.ClinicStepStarted(
        community_id=clinic.community_id,
        clinic_id=clinic.id,
        step=planned.name,
        number=run.step + 1,
        minutes=whole_minutes(run.planned),
        starts_at=run.started,
        ends_at=clock.ends_at,
        hint=step_of(clinic.protocol, planned).hint_for(),
        seconds=run.planned,
        clock=clock,
    )


def step_ended(clinic: Clinic, now: datetime) -> c.ClinicStepEnded:
    """The step that runs ends now."""
    run, ended_at = clinic.clock.running(), clinic.clock.at(now)
    return c.ClinicStepEnded(
        community_id=clinic.community_id,
        clinic_id=clinic.id,
        step=clinic.plan[run.step].name,
        number=run.step + 1,
        planned_minutes=whole_minutes(run.planned),
        ended_at=ended_at,
        seconds=clinic.clock.elapsed(run, ended_at),
    )


def step_skipped(clinic: Clinic, planned: PlannedStep, clock: c.StepClock | None) -> c.ClinicStepSkipped:
    """A step is left out; `clock` is that of the step that runs, as far as one does."""
    return c.ClinicStepSkipped(
        community_id=clinic.community_id,
        clinic_id=clinic.id,
        step=planned.name,
        number=clinic.number(planned.name),
        clock=clock,
    )

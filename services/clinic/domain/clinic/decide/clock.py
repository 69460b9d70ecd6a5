"""The clinic's clock, as the facilitator sets it and as it goes on by itself. Pure."""

from collections.abc import Iterator, Sequence

from services.clinic.domain.clinic.clock_events import clock_after, require_possible, step_begun, step_ended
from services.clinic.domain.clinic.guards import require_facilitator, require_planned_step, require_running_step
from services.clinic.domain.clinic.protocol_times import Experienced, span_of, tells_stories
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.protocols.plan import spoken, step_and_loop, step_of, times_of
from services.clinic.domain.timing.moves import (
    back,
    bring_back,
    extend,
    extension,
    next_step,
    pause,
    reopen,
    resize,
    resume,
    skip,
    undoes,
)
from services.clinic.domain.timing.policy import due, policy_of
from services.clinic.domain.timing.timeline import Timeline
from shared.contracts import clinic as c
from shared.contracts.base import Event
from shared.contracts.protocol import PlannedStep
from shared.domain import Context, Decider, conflict, forbidden, invalid

decide: Decider[Clinic] = Decider()

MINUTE = 60


@decide.on
def extend_step(clinic: Clinic, command: c.ExtendStep, context: Context) -> Sequence[Event]:
    require_facilitator(clinic, context)
    current = _still(clinic, command.step)
    seconds = command.minutes * MINUTE + command.seconds
    if not seconds:
        raise invalid("Say by how many minutes or seconds; with a minus sign the step gets shorter.", "minutes")
    after = require_possible(lambda: extend(clinic.clock, context.now, seconds))
    run = after.running()
    return [
        c.ClinicStepExtended(
            **_about(clinic, current),
            seconds=extension(clinic.clock, context.now, seconds),
            planned=run.planned,
            given=run.given,
            clock=clock_after(clinic, after, context.now),
        )
    ]


@decide.on
def bring_back_step(clinic: Clinic, command: c.BringBackStep, context: Context) -> Sequence[Event]:
    require_facilitator(clinic, context)
    require_running_step(clinic)
    planned = require_planned_step(clinic, command.step)
    if command.step not in clinic.skipped:
        return []
    after = require_possible(lambda: bring_back(clinic.clock, clinic.number(command.step) - 1))
    return [c.ClinicStepBroughtBack(**_about(clinic, planned), clock=clock_after(clinic, after, context.now))]


@decide.on
def go_back(clinic: Clinic, command: c.GoBack, context: Context) -> Sequence[Event]:
    require_facilitator(clinic, context)
    current = _still(clinic, command.from_step)
    if undoes(clinic.clock, context.now):
        after = reopen(clinic.clock)
        return [c.ClinicStepUndone(**_about(clinic, current)), step_begun(clinic, after, context.now)]
    after = require_possible(lambda: back(clinic.clock, context.now))
    return [step_ended(clinic, context.now), step_begun(clinic, after, context.now)]


@decide.on
def pause_clinic(clinic: Clinic, _: c.PauseClinic, context: Context) -> Sequence[Event]:
    require_facilitator(clinic, context)
    current = require_running_step(clinic)
    if clinic.clock.paused:
        return []
    after = pause(clinic.clock, context.now)
    clock = clock_after(clinic, after, context.now)
    return [c.ClinicPaused(**_ids(clinic), step=current.name, at=after.pauses[-1].began, clock=clock)]


@decide.on
def resume_clinic(clinic: Clinic, _: c.ResumeClinic, context: Context) -> Sequence[Event]:
    require_facilitator(clinic, context)
    current = require_running_step(clinic)
    if not clinic.clock.paused:
        return []
    at = clinic.clock.at(context.now)
    clock = clock_after(clinic, resume(clinic.clock, context.now), context.now)
    return [c.ClinicResumed(**_ids(clinic), step=current.name, at=at, clock=clock)]


@decide.on
def count_experience(clinic: Clinic, command: c.CountExperience, context: Context) -> Sequence[Event]:
    require_facilitator(clinic, context)
    if clinic.status not in ("proposed", "scheduled", "running"):
        raise conflict("clinic-is-over", f"This clinic is {clinic.status}; its steps can no longer be changed.")
    if not any(tells_stories(written.step) for written in clinic.protocol.written()):
        raise conflict("no-such-step", f"{clinic.protocol.title} has no step for related experience alone.")
    counted = c.ExperienceCounted(**_ids(clinic), members=command.members)
    if clinic.status != "running":
        return [] if clinic.counted == command.members else [counted]
    here = clinic.clock.running().step
    to_come = [
        this_planned_step
        for this_planned_step in clinic.plan[here + 1 :]
        if tells_stories(step_of(clinic.protocol, this_planned_step))
    ]
    if not to_come:
        raise conflict(
            "step-has-begun",
            "The step for related experience has begun. Give it more time, or end it when all is told.",
        )
    if clinic.counted == command.members:
        return []
    return [counted, *_sized(clinic, to_come, command.members, context)]


@decide.on
def warn_of_end(clinic: Clinic, command: c.WarnOfEnd, context: Context) -> Sequence[Event]:
    _require_clinic_itself(context)
    # The scheduler's clock may be a little ahead of this machine's; it is right that the moment has come.
    now = clinic.clock.at(max(context.now, command.due_at)) if clinic.timeline else context.now
    if not _runs(clinic, command.step):
        return []
    if due(clinic.clock, policy_of(clinic.moving_on), now, clinic.warned.get(command.step)) != "warning":
        return []
    warned = clinic.model_copy(update={"warned": {**clinic.warned, command.step: now}})
    planned = require_planned_step(clinic, command.step)
    return [c.ClinicStepWarned(**_about(clinic, planned), at=now, clock=clock_after(warned, clinic.clock, now))]


@decide.on
def move_on(clinic: Clinic, command: c.MoveOn, context: Context) -> Sequence[Event]:
    _require_clinic_itself(context)
    if not _runs(clinic, command.step):
        return []
    now = max(context.now, command.due_at)
    if due(clinic.clock, policy_of(clinic.moving_on), now, clinic.warned.get(command.step)) != "move":
        return []
    return [step_ended(clinic, now), step_begun(clinic, next_step(clinic.clock, now), now)]


def _sized(clinic: Clinic, steps: Sequence[PlannedStep], members: int, context: Context) -> Iterator[Event]:
    """The steps for related experience get the range that so many need; with nobody they are left out."""
    timeline: Timeline = clinic.clock
    spans = {}
    for this_step in steps:
        (step, each), place = step_and_loop(clinic.protocol, this_step), clinic.number(this_step.name) - 1
        wished = clinic.minutes.get(this_step.of, step.minutes.plan)
        span = span_of(
            step, wished, times_of(step, each, clinic.presenters, clinic.people), Experienced(counted=members)
        )
        spans[this_step.name] = span
        timeline = resize(timeline, place, span)
        if step.optional:
            timeline = bring_back(timeline, place) if members else skip(timeline, context.now, place)
    clock = clock_after(clinic, timeline, context.now)
    for this_step in steps:
        span, about = spans[this_step.name], _about(clinic, this_step)
        yield c.ClinicStepResized(**about, least=span.minimum, plan=span.plan, most=span.maximum, clock=clock)
        left_out = clinic.number(this_step.name) - 1 in timeline.skipped
        if left_out and this_step.name not in clinic.skipped:
            yield c.ClinicStepSkipped(**about, clock=clock)
        elif this_step.name in clinic.skipped and not left_out:
            yield c.ClinicStepBroughtBack(**about, clock=clock)


def _still(clinic: Clinic, step: str) -> PlannedStep:
    """The step that runs, which must be the one that whoever asks saw."""
    current = require_running_step(clinic)
    if current.name != step:
        raise conflict(
            "step-has-moved-on", f"The clinic is in its {spoken(current.name)} step by now.", step=current.name
        )
    return current


def _runs(clinic: Clinic, step: str) -> bool:
    return clinic.current is not None and clinic.current.name == step


def _ids(clinic: Clinic) -> dict[str, str]:
    return {"community_id": clinic.community_id, "clinic_id": clinic.id}


def _about(clinic: Clinic, planned: PlannedStep) -> dict[str, str | int]:
    return {**_ids(clinic), "step": planned.name, "number": clinic.number(planned.name)}


def _require_clinic_itself(context: Context) -> None:
    if not context.actor.is_service("clinic"):
        raise forbidden("This follows from the clinic's clock; nobody does it by hand.")

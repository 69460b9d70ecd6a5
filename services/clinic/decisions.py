"""What each command of a clinic leads to, or why it is refused. Pure."""

from collections.abc import Sequence
from datetime import timedelta

from services.clinic.model import Clinic
from services.clinic.protocol import CASE_CLINIC, STEPS, Step, step_after
from shared.contracts import clinic as c
from shared.contracts.base import Event
from shared.domain import Context, Decider, conflict, forbidden, invalid, not_found

decide: Decider[Clinic] = Decider()

LEADERS = ("convener", "facilitator")
PARTICIPANTS = ("convener", "facilitator", "member")


@decide.on
def propose(clinic: Clinic | None, command: c.ProposeCase, context: Context) -> Sequence[Event]:
    if context.role is None:
        raise not_found()
    if context.role not in PARTICIPANTS:
        raise forbidden("Guests take part in clinics; bringing a case is for members.")
    if clinic is not None:
        return []
    return [
        c.CaseProposed(
            community_id=command.community_id,
            clinic_id=context.stream,
            presenter_id=context.actor.id,
            title=command.title,
            question=command.question,
        )
    ]


@decide.on
def schedule(clinic: Clinic, command: c.ScheduleClinic, context: Context) -> Sequence[Event]:
    _leads_or_presents(clinic, context)
    if clinic.status not in ("proposed", "scheduled"):
        raise conflict("clinic-has-begun", f"This clinic is {clinic.status}; its time can no longer be changed.")
    if command.starts.instant <= context.now:
        raise invalid("This time is past. Choose one to come.", "starts")
    minutes = {step.name: command.minutes.get(step.name, step.minutes) for step in CASE_CLINIC}
    same_people = clinic.facilitator_id == command.facilitator_id and clinic.minutes == minutes
    if clinic.starts == command.starts and same_people:
        return []
    return [
        c.ClinicScheduled(
            community_id=clinic.community_id,
            clinic_id=clinic.id,
            starts_at=command.starts.instant,
            zone=command.starts.zone,
            facilitator_id=command.facilitator_id,
            presenter_id=clinic.presenter_id,
            minutes=minutes,
            moved=clinic.starts is not None and clinic.starts != command.starts,
        )
    ]


@decide.on
def cancel(clinic: Clinic, command: c.CancelClinic, context: Context) -> Sequence[Event]:
    _leads_or_presents(clinic, context)
    if clinic.status == "cancelled":
        return []
    if clinic.status in ("closed", "reported"):
        raise conflict("clinic-is-over", "This clinic has taken place; it can no longer be cancelled.")
    return [c.ClinicCancelled(community_id=clinic.community_id, clinic_id=clinic.id, reason=command.reason)]


@decide.on
def start(clinic: Clinic, _: c.StartClinic, context: Context) -> Sequence[Event]:
    _facilitates(clinic, context)
    if clinic.status == "proposed":
        raise conflict("not-scheduled", "Give the clinic a time and a facilitator first.")
    if clinic.status != "scheduled" or clinic.facilitator_id is None:
        raise conflict("clinic-has-begun", f"This clinic is {clinic.status}; it cannot be started.")
    begun = c.ClinicStarted(
        community_id=clinic.community_id,
        clinic_id=clinic.id,
        facilitator_id=clinic.facilitator_id,
        presenter_id=clinic.presenter_id,
    )
    return [begun, _begin(clinic, CASE_CLINIC[0], context)]


@decide.on
def advance(clinic: Clinic, command: c.AdvanceStep, context: Context) -> Sequence[Event]:
    _facilitates(clinic, context)
    current = _running_step(clinic)
    if command.from_step != current.name:
        raise conflict("step-has-moved-on", f"The clinic is in its {_said(current)} step already.", step=current.name)
    following = step_after(current.name)
    if following is None:
        raise conflict("last-step", "This is the last step. Close the clinic, with a day for the follow-up.")
    return [_end(clinic, current, context), _begin(clinic, following, context)]


@decide.on
def close(clinic: Clinic, command: c.CloseClinic, context: Context) -> Sequence[Event]:
    _leads_or_presents(clinic, context)
    current = _running_step(clinic)
    if step_after(current.name) is not None:
        raise conflict("not-the-last-step", "A clinic ends with the summary: what does the presenter take away?")
    if command.follow_up.instant <= context.now:
        raise invalid("The follow-up lies weeks or months ahead; this time is past.", "follow_up")
    assert clinic.facilitator_id is not None
    ended = c.ClinicClosed(
        community_id=clinic.community_id,
        clinic_id=clinic.id,
        presenter_id=clinic.presenter_id,
        facilitator_id=clinic.facilitator_id,
        advisers=clinic.advisers,
        follow_up_at=command.follow_up.instant,
        zone=command.follow_up.zone,
    )
    return [_end(clinic, current, context), ended]


@decide.on
def report(clinic: Clinic, command: c.ReportFollowUp, context: Context) -> Sequence[Event]:
    _belongs(context)
    if context.actor.id != clinic.presenter_id:
        raise forbidden("Only the presenter can say what really happened.")
    if clinic.status == "reported":
        raise conflict("already-reported", "You have told the community already.")
    if clinic.status != "closed":
        raise conflict("not-closed", "What happened since is told after the clinic is closed.")
    return [
        c.FollowUpReported(
            community_id=clinic.community_id,
            clinic_id=clinic.id,
            presenter_id=clinic.presenter_id,
            advisers=clinic.advisers,
            text=command.text,
        )
    ]


def _begin(clinic: Clinic, step: Step, context: Context) -> c.ClinicStepStarted:
    minutes = clinic.minutes.get(step.name, step.minutes)
    return c.ClinicStepStarted(
        community_id=clinic.community_id,
        clinic_id=clinic.id,
        step=step.name,
        number=step.number,
        minutes=minutes,
        starts_at=context.now,
        ends_at=context.now + timedelta(minutes=minutes),
        hint=step.hint,
    )


def _end(clinic: Clinic, step: Step, context: Context) -> c.ClinicStepEnded:
    return c.ClinicStepEnded(
        community_id=clinic.community_id,
        clinic_id=clinic.id,
        step=step.name,
        number=step.number,
        planned_minutes=clinic.steps[step.name].minutes,
        ended_at=context.now,
    )


def _running_step(clinic: Clinic) -> Step:
    if clinic.status != "running" or clinic.step is None:
        raise conflict("not-running", f"This clinic is {clinic.status}; nothing runs in it now.")
    return STEPS[clinic.step]


def _said(step: Step) -> str:
    return step.name.replace("_", " ")


def _belongs(context: Context) -> None:
    """To those who do not belong, the clinic does not exist."""
    if context.role is None:
        raise not_found()


def _facilitates(clinic: Clinic, context: Context) -> None:
    _belongs(context)
    if context.actor.id != clinic.facilitator_id and context.role != "convener":
        raise forbidden("The clinic's facilitator leads it through the steps.")


def _leads_or_presents(clinic: Clinic, context: Context) -> None:
    _belongs(context)
    if context.actor.id not in (clinic.presenter_id, clinic.facilitator_id) and context.role not in LEADERS:
        raise forbidden("This is for the presenter, the facilitator or a convener.")

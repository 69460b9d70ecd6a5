"""A clinic while it runs: from its first step to its last. Pure."""

from collections.abc import Sequence
from datetime import timedelta

from services.clinic.decisions.deciding import belongs, decide, facilitates, running_step, spoken, step_of
from services.clinic.decisions.group_sizes import fit_groups, said
from services.clinic.model import Clinic
from services.clinic.protocol import minutes_of, needs_people, plan
from services.clinic.rotation import groups_of, rounds_of
from shared.contracts import clinic as c
from shared.contracts.base import Event, Id
from shared.contracts.protocol import PlannedStep, Protocol
from shared.domain import Context, conflict, forbidden, invalid


@decide.on
def start(clinic: Clinic, command: c.StartClinic, context: Context) -> Sequence[Event]:
    facilitates(clinic, context)
    if clinic.status == "proposed":
        raise conflict("not-scheduled", "Give the clinic a time and a facilitator first.")
    if clinic.status != "scheduled" or clinic.facilitator_id is None:
        raise conflict("clinic-has-begun", f"This clinic is {clinic.status}; it cannot be started.")
    presenters = _presenters(clinic, command.presenters)
    _fits(clinic.protocol, command, presenters)
    minutes = minutes_of(clinic.protocol, clinic.minutes)
    begun = c.ClinicStarted(
        community_id=clinic.community_id,
        clinic_id=clinic.id,
        facilitator_id=clinic.facilitator_id,
        presenter_id=clinic.presenter_id,
        presenters=presenters,
        people=command.people,
        plan=plan(clinic.protocol, minutes, presenters, command.people),
    )
    return [begun, *_groups(clinic, presenters, command), _begin(clinic, begun.plan[0], 1, context)]


def _presenters(clinic: Clinic, named: tuple[Id, ...]) -> tuple[Id, ...]:
    size = clinic.protocol.presenters
    presenters = named or ((clinic.presenter_id, *clinic.cases) if size.max > 1 else (clinic.presenter_id,))
    if size.max == 1 and clinic.presenter_id not in presenters:
        raise invalid("Whoever proposed this case is its presenter; name them, too.", "presenters")
    if len(set(presenters)) != len(presenters):
        raise invalid("Somebody is there twice; name each presenter once.", "presenters")
    if not size.min <= len(presenters) <= size.max:
        raise invalid(f"{clinic.protocol.title} has {said(size, 'presenter')}; name them all.", "presenters")
    return presenters


def _groups(clinic: Clinic, presenters: tuple[Id, ...], command: c.StartClinic) -> list[Event]:
    if not clinic.protocol.loops_over("group"):
        return []
    return [
        c.GroupsFormed(
            community_id=clinic.community_id,
            clinic_id=clinic.id,
            groups=groups_of(command.people, presenters),
            rounds=rounds_of(presenters),
        )
    ]


def _fits(protocol: Protocol, command: c.StartClinic, presenters: tuple[Id, ...]) -> None:
    """Whether the people who are there can go through it."""
    people, size = command.people, protocol.people
    if len(set(people)) != len(people):
        raise invalid("Somebody is there twice; name each person once.", "people")
    if not people and needs_people(protocol):
        raise invalid(f"{protocol.title} goes round: name those who are there, in their order.", "people")
    if protocol.loops_over("group"):
        if not command.anyway:
            fit_groups(protocol, len(set(people) - set(presenters)), len(presenters))
    elif people and size and not size.min <= len(people) <= size.max and not command.anyway:
        raise conflict(
            "group-size",
            f"{protocol.title} is made for {said(size, 'person')}, and {len(people)} are there. "
            "Make groups, choose another protocol, or start anyway.",
        )


@decide.on
def advance(clinic: Clinic, command: c.AdvanceStep, context: Context) -> Sequence[Event]:
    facilitates(clinic, context)
    current = running_step(clinic)
    if command.from_step != current.name:
        raise conflict(
            "step-has-moved-on", f"The clinic is in its {spoken(current.name)} step already.", step=current.name
        )
    following = clinic.following
    if following is None:
        raise conflict("last-step", "This is the last step. Close the clinic, with a day for the follow-up.")
    return [end_step(clinic, current, context), _begin(clinic, following, clinic.number(following.name), context)]


@decide.on
def skip(clinic: Clinic, command: c.SkipStep, context: Context) -> Sequence[Event]:
    facilitates(clinic, context)
    current = running_step(clinic)
    if all(one.name != command.step for one in clinic.plan):
        raise invalid(f"This clinic has no step '{command.step}'.", "step")
    if command.step in clinic.skipped:
        return []
    number = clinic.number(command.step)
    if number <= clinic.number(current.name):
        raise conflict("step-has-begun", f"The {spoken(command.step)} step has begun. Go on to the next one.")
    if not step_of(clinic, clinic.plan[number - 1]).optional:
        raise conflict(
            "step-is-needed", f"{clinic.protocol.title} does not work without its {spoken(command.step)} step."
        )
    return [
        c.ClinicStepSkipped(community_id=clinic.community_id, clinic_id=clinic.id, step=command.step, number=number)
    ]


@decide.on
def restate(clinic: Clinic, command: c.RestateQuestion, context: Context) -> Sequence[Event]:
    belongs(context)
    current = running_step(clinic)
    step = step_of(clinic, current)
    hint = step.hint_for("presenter")
    if not step.restates:
        raise conflict(
            "step-does-not-restate",
            f"The question stays as it is in the {spoken(current.name)} step: {hint}",
            step=current.name,
            hint=hint,
        )
    me = context.actor.id
    presents = me == current.turn_of if current.turn_of else me in clinic.presenters
    if not presents:
        raise forbidden("Only the presenter can restate the question.", hint=hint)
    if command.question == clinic.case_of(me).question:
        return []
    return [
        c.QuestionRestated(
            community_id=clinic.community_id,
            clinic_id=clinic.id,
            presenter_id=me,
            step=current.name,
            question=command.question,
        )
    ]


def _begin(clinic: Clinic, planned: PlannedStep, number: int, context: Context) -> c.ClinicStepStarted:
    return c.ClinicStepStarted(
        community_id=clinic.community_id,
        clinic_id=clinic.id,
        step=planned.name,
        number=number,
        minutes=planned.minutes,
        starts_at=context.now,
        ends_at=context.now + timedelta(minutes=planned.minutes),
        hint=step_of(clinic, planned).hint_for(),
    )


def end_step(clinic: Clinic, planned: PlannedStep, context: Context) -> c.ClinicStepEnded:
    return c.ClinicStepEnded(
        community_id=clinic.community_id,
        clinic_id=clinic.id,
        step=planned.name,
        number=clinic.number(planned.name),
        planned_minutes=clinic.steps[planned.name].minutes,
        ended_at=context.now,
    )

"""A clinic while it runs: from its first step to its last. Pure."""

from collections.abc import Sequence
from datetime import datetime

from services.clinic.domain.clinic.clock_events import (
    clock_after,
    require_possible,
    step_begun,
    step_ended,
    step_skipped,
)
from services.clinic.domain.clinic.group_sizes import count_in_words, require_group_sizes
from services.clinic.domain.clinic.guards import (
    require_facilitator,
    require_member,
    require_planned_step,
    require_running_step,
)
from services.clinic.domain.clinic.protocol_times import (
    Experienced,
    fitted,
    lay_out,
    least,
    tells_stories,
    timeline_of,
    usual,
)
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.protocols.plan import minutes_of, needs_people, spoken, step_of
from services.clinic.domain.rotation import groups_of, rounds_of
from services.clinic.domain.timing.moves import next_step, start
from services.clinic.domain.timing.moves import skip as skipping
from services.clinic.domain.timing.timeline import whole
from shared.contracts import clinic as c
from shared.contracts.base import Event, Id
from shared.contracts.protocol import PlannedStep, Protocol
from shared.domain import Context, Decider, conflict, forbidden, invalid

decide: Decider[Clinic] = Decider()


@decide.on
def start_clinic(clinic: Clinic, command: c.StartClinic, context: Context) -> Sequence[Event]:
    require_facilitator(clinic, context)
    if clinic.status == "proposed":
        raise conflict("not-scheduled", "Give the clinic a time and a facilitator first.")
    if clinic.status != "scheduled" or clinic.facilitator_id is None:
        raise conflict("clinic-has-begun", f"This clinic is {clinic.status}; it cannot be started.")
    presenters = _presenters(clinic, command.presenters)
    command = _with_those_expected(clinic, command, presenters)
    _require_fit(clinic.protocol, command, presenters)
    people = _everybody(clinic.protocol, command.people, presenters)
    steps = lay_out(
        clinic.protocol,
        minutes_of(clinic.protocol, clinic.minutes),
        presenters,
        people,
        Experienced(len(clinic.been_there), clinic.counted),
    )
    available = usual(steps) if clinic.available is None else clinic.available
    counts_from = _counts_from(clinic, steps, available, command, context.now)
    steps = fitted(steps, counts_from, available, clinic.hard_stop)
    begun = c.ClinicStarted(
        community_id=clinic.community_id,
        clinic_id=clinic.id,
        facilitator_id=clinic.facilitator_id,
        presenter_id=clinic.presenter_id,
        presenters=presenters,
        people=people,
        plan=steps,
        counts_from=counts_from,
        available=available,
        hard_stop=clinic.hard_stop,
    )
    timeline = timeline_of(clinic.protocol, steps, counts_from, available, clinic.hard_stop)
    planned = clinic.model_copy(update={"plan": steps, "timeline": timeline})
    out = [place for place, step in enumerate(steps) if _nobody_was_there(planned, step)]
    for place in out:
        timeline = skipping(timeline, context.now, place)
    running = require_possible(lambda: start(timeline, context.now))
    return [
        begun,
        *_groups(clinic, presenters, people),
        *(step_skipped(planned, steps[place], None) for place in out),
        step_begun(planned, running, context.now),
    ]


def _counts_from(
    clinic: Clinic, steps: Sequence[PlannedStep], available: int, command: c.StartClinic, now: datetime
) -> datetime:
    """When it was to start, so that a late start is made up for, or now where that is not wanted or hopeless."""
    assert clinic.starts is not None
    planned = clinic.starts.instant
    late = (now - planned).total_seconds()
    hopeless = clinic.hard_stop is None and late + least(steps) > available
    return whole(now) if late > 0 and (command.whole or hopeless) else planned


def _nobody_was_there(clinic: Clinic, planned: PlannedStep) -> bool:
    """Whether a show of hands left nobody who could say anything in this step."""
    step = step_of(clinic.protocol, planned)
    return clinic.counted == 0 and step.optional and tells_stories(step)


def _presenters(clinic: Clinic, named: tuple[Id, ...]) -> tuple[Id, ...]:
    size = clinic.protocol.presenters
    presenters = named or ((clinic.presenter_id, *clinic.cases) if size.max > 1 else (clinic.presenter_id,))
    if size.max == 1 and clinic.presenter_id not in presenters:
        raise invalid("Whoever proposed this case is its presenter; name them, too.", "presenters")
    if len(set(presenters)) != len(presenters):
        raise invalid("Somebody is there twice; name each presenter once.", "presenters")
    if not size.min <= len(presenters) <= size.max:
        raise invalid(f"{clinic.protocol.title} has {count_in_words(size, 'presenter')}; name them all.", "presenters")
    return presenters


def _with_those_expected(clinic: Clinic, command: c.StartClinic, presenters: tuple[Id, ...]) -> c.StartClinic:
    """Where nobody says who is there, those who were invited and did not say no are."""
    if command.people or not clinic.invited:
        return command
    invited = (name for name in clinic.expected if name in clinic.invited)
    people = tuple(dict.fromkeys((*presenters, *invited)))
    # Where the steps do not depend on who is there, a guess keeps no clinic from starting.
    anyway = command.anyway or not needs_people(clinic.protocol)
    return command.model_copy(update={"people": people, "anyway": anyway})


def _everybody(protocol: Protocol, named: tuple[Id, ...], presenters: tuple[Id, ...]) -> tuple[Id, ...]:
    """Whoever is named as being there. Where groups are formed that need not name those who present, who are there as well."""
    if not protocol.loops_over("group"):
        return named
    return (*(presenter for presenter in presenters if presenter not in named), *named)


def _groups(clinic: Clinic, presenters: tuple[Id, ...], people: tuple[Id, ...]) -> list[Event]:
    if not clinic.protocol.loops_over("group"):
        return []
    return [
        c.GroupsFormed(
            community_id=clinic.community_id,
            clinic_id=clinic.id,
            groups=groups_of(people, presenters),
            rounds=rounds_of(presenters),
        )
    ]


def _require_fit(protocol: Protocol, command: c.StartClinic, presenters: tuple[Id, ...]) -> None:
    """Whether the people who are there can go through it."""
    people, size = command.people, protocol.people
    if len(set(people)) != len(people):
        raise invalid("Somebody is there twice; name each person once.", "people")
    if not people and needs_people(protocol):
        raise invalid(f"{protocol.title} goes round: name those who are there, in their order.", "people")
    if protocol.loops_over("group"):
        if not command.anyway:
            require_group_sizes(protocol, len(set(people) - set(presenters)), len(presenters))
    elif people and size and not size.min <= len(people) <= size.max and not command.anyway:
        raise conflict(
            "group-size",
            f"{protocol.title} is made for {count_in_words(size, 'person')}, and {len(people)} are there. "
            "Make groups, choose another protocol, or start anyway.",
        )


@decide.on
def advance_step(clinic: Clinic, command: c.AdvanceStep, context: Context) -> Sequence[Event]:
    require_facilitator(clinic, context)
    current = require_running_step(clinic)
    if command.from_step != current.name:
        raise conflict(
            "step-has-moved-on", f"The clinic is in its {spoken(current.name)} step already.", step=current.name
        )
    following = clinic.following
    if following is None:
        raise conflict("last-step", "This is the last step. Close the clinic, with a day for the follow-up.")
    after = next_step(clinic.clock, context.now)
    return [step_ended(clinic, context.now), step_begun(clinic, after, context.now)]


@decide.on
def skip_step(clinic: Clinic, command: c.SkipStep, context: Context) -> Sequence[Event]:
    require_facilitator(clinic, context)
    current = require_running_step(clinic)
    planned = require_planned_step(clinic, command.step)
    if command.step in clinic.skipped:
        return []
    place, here = clinic.number(command.step) - 1, clinic.number(current.name) - 1
    if place < here:
        raise conflict("step-has-begun", f"The {spoken(command.step)} step has begun, and is over.")
    if not step_of(clinic.protocol, planned).optional:
        begun = f"The {spoken(command.step)} step has begun; end it by going on. " if place == here else ""
        raise conflict(
            "step-is-needed", f"{begun}{clinic.protocol.title} does not work without its {spoken(command.step)} step."
        )
    if place == here and clinic.following is None:
        raise conflict("last-step", "This is the last step. Close the clinic, with a day for the follow-up.")
    after = require_possible(lambda: skipping(clinic.clock, context.now, place))
    skipped = step_skipped(clinic, planned, clock_after(clinic, after, context.now))
    if place > here:
        return [skipped]
    return [skipped, step_ended(clinic, context.now), step_begun(clinic, after, context.now)]


@decide.on
def restate_question(clinic: Clinic, command: c.RestateQuestion, context: Context) -> Sequence[Event]:
    require_member(context)
    current = require_running_step(clinic)
    step = step_of(clinic.protocol, current)
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

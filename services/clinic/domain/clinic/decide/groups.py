"""Several cases in one clinic, and who comes to the groups, leaves them, or moves to another one. Pure."""

from collections.abc import Sequence

from services.clinic.domain.clinic.clock_events import clock_after, step_skipped
from services.clinic.domain.clinic.guards import (
    LEADERS,
    PARTICIPANTS,
    require_facilitator,
    require_member,
    require_running_step,
)
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.clinic.visibility import in_rounds
from services.clinic.domain.rotation import Rotation
from services.clinic.domain.timing.moves import bring_back, skip
from shared.contracts import clinic as c
from shared.contracts.base import Event, Id
from shared.contracts.protocol import PlannedStep
from shared.domain import Context, Decider, Refusal, conflict, forbidden, invalid

decide: Decider[Clinic] = Decider()


@decide.on
def add_case(clinic: Clinic, command: c.AddCase, context: Context) -> Sequence[Event]:
    require_member(context)
    me, size = context.actor.id, clinic.protocol.presenters
    if context.role not in PARTICIPANTS:
        raise forbidden("Guests take part in clinics; bringing a case is for members.")
    if size.max == 1:
        raise conflict(
            "one-presenter",
            f"{clinic.protocol.title} has one presenter, and this clinic has theirs. Propose a clinic for your case.",
        )
    if me == clinic.presenter_id:
        raise conflict("case-is-there", "This clinic was proposed with your case; it needs no other one of yours.")
    _require_open_to(clinic, me)
    if me not in clinic.cases and len(clinic.cases) + 1 >= size.max and clinic.status != "running":
        raise conflict(
            "cases-are-full", f"{clinic.protocol.title} has {size.max} presenters at most, and all places are taken."
        )
    known = clinic.cases.get(me)
    if known is not None and (known.title, known.question) == (command.title, command.question):
        return []
    return [
        c.CaseAdded(
            community_id=clinic.community_id,
            clinic_id=clinic.id,
            presenter_id=me,
            title=command.title,
            question=command.question,
        )
    ]


def _require_open_to(clinic: Clinic, member: Id) -> None:
    if clinic.status in ("proposed", "scheduled"):
        return
    if clinic.status != "running":
        raise conflict("clinic-is-over", f"This clinic is {clinic.status}; cases come before it.")
    if member not in clinic.presenters:
        raise conflict(
            "clinic-has-begun", "This clinic has begun with its presenters. Bring your case to the next one."
        )
    if member in clinic.cases:
        raise conflict("clinic-has-begun", "This clinic has begun: your case stays as it was brought.")


@decide.on
def withdraw_case(clinic: Clinic, _: c.WithdrawCase, context: Context) -> Sequence[Event]:
    require_member(context)
    me = context.actor.id
    if me == clinic.presenter_id:
        raise conflict("case-is-the-clinics", "This clinic was proposed with your case: cancel the clinic instead.")
    if me not in clinic.cases:
        return []
    if clinic.status not in ("proposed", "scheduled"):
        raise conflict("clinic-has-begun", "This clinic has begun. If you have to go, say that you leave.")
    return [c.CaseWithdrawn(community_id=clinic.community_id, clinic_id=clinic.id, presenter_id=me)]


@decide.on
def join_clinic(clinic: Clinic, command: c.JoinClinic, context: Context) -> Sequence[Event]:
    rotation, member = _groups(clinic, context), _whom(clinic, command.member_id, context)
    if member in rotation.presenters:
        if member not in rotation.left:
            return []
        return [c.PresenterReturned(**_ids(clinic), presenter_id=member), *_turns_back(clinic, member, context)]
    if rotation.group_of(member):
        return []
    _require_rounds(clinic, "There is no group to join any more: everyone works together now.")
    return [c.GroupJoined(**_ids(clinic), member_id=member, group=rotation.group_for(member))]


@decide.on
def note_absence(clinic: Clinic, command: c.NoteAbsence, context: Context) -> Sequence[Event]:
    require_member(context)
    member, rotation = _whom(clinic, command.member_id, context), clinic.rotation
    require_running_step(clinic)
    turns = _turns_out(clinic, member, context)
    if rotation is None:
        return turns
    if member in rotation.presenters:
        if member in rotation.left:
            return turns
        heard = any(contribution.case_of == member for contribution in clinic.contributions.values())
        return [
            c.PresenterLeft(community_id=clinic.community_id, clinic_id=clinic.id, presenter_id=member, heard=heard),
            *turns,
        ]
    group = rotation.group_of(member)
    return [*([c.GroupLeft(**_ids(clinic), member_id=member, group=group)] if group else []), *turns]


@decide.on
def move_to_group(clinic: Clinic, command: c.MoveToGroup, context: Context) -> Sequence[Event]:
    require_facilitator(clinic, context)
    rotation = _groups(clinic, context)
    _require_rounds(clinic, "The rounds are over: everyone works together now.")
    if command.group > len(rotation.groups):
        raise invalid(f"There are {len(rotation.groups)} groups here.", "group")
    if command.member_id in rotation.presenters:
        raise invalid("Presenters belong to no group: they go from one to the next.", "member_id")
    group = rotation.group_of(command.member_id)
    if group is None:
        raise invalid("This person is in no group here; they can join.", "member_id")
    if group == command.group:
        return []
    current = require_running_step(clinic)
    change = rotation.change(command.member_id, command.group, current.round if current.in_groups else 0)
    return [
        c.GroupChanged(
            **_ids(clinic),
            member_id=command.member_id,
            from_group=group,
            group=command.group,
            hears_again=change.again,
            misses=change.missed,
        )
    ]


def _turns_out(clinic: Clinic, member: Id, context: Context) -> list[Event]:
    """Whoever is not there has no turn. No other step can be left out for want of somebody."""
    steps, timeline = [turn for turn in _turns_to_come(clinic, member) if turn.name not in clinic.skipped], clinic.clock
    for step in steps:
        timeline = skip(timeline, context.now, clinic.number(step.name) - 1)
    clock = clock_after(clinic, timeline, context.now)
    return [step_skipped(clinic, step, clock) for step in steps]


def _turns_back(clinic: Clinic, member: Id, context: Context) -> list[Event]:
    steps, timeline = [turn for turn in _turns_to_come(clinic, member) if turn.name in clinic.skipped], clinic.clock
    for step in steps:
        timeline = bring_back(timeline, clinic.number(step.name) - 1)
    clock = clock_after(clinic, timeline, context.now)
    return [
        c.ClinicStepBroughtBack(**_ids(clinic), step=step.name, number=clinic.number(step.name), clock=clock)
        for step in steps
    ]


def _turns_to_come(clinic: Clinic, member: Id) -> list[PlannedStep]:
    to_come = clinic.plan[clinic.number(require_running_step(clinic).name) :]
    return [planned_step for planned_step in to_come if planned_step.turn_of == member]


def _groups(clinic: Clinic, context: Context) -> Rotation:
    require_member(context)
    require_running_step(clinic)
    if clinic.rotation is None:
        raise _no_groups(clinic)
    return clinic.rotation


def _no_groups(clinic: Clinic) -> Refusal:
    return conflict(
        "no-groups", f"{clinic.protocol.title} has no groups: everyone works together, and may take part as it is."
    )


def _require_rounds(clinic: Clinic, otherwise: str) -> None:
    if not in_rounds(clinic):
        raise conflict("rounds-are-over", otherwise)


def _whom(clinic: Clinic, named: Id | None, context: Context) -> Id:
    """Oneself; somebody else only for those who lead."""
    if named in (None, context.actor.id):
        return context.actor.id
    if context.actor.id != clinic.facilitator_id and context.role not in LEADERS:
        raise forbidden("You say it of yourself; of others the facilitator does.")
    assert named is not None
    return named


def _ids(clinic: Clinic) -> dict[str, Id]:
    return {"community_id": clinic.community_id, "clinic_id": clinic.id}

"""Before the clinic: a case is proposed, gets its time, or is cancelled. Pure."""

from collections.abc import Mapping, Sequence

from services.clinic.domain.clinic.guards import PARTICIPANTS, require_leader_or_presenter, require_member
from services.clinic.domain.clinic.protocol_times import lay_out, least
from services.clinic.domain.clinic.state import DESCRIBED, Clinic
from services.clinic.domain.protocols.builtin import SHIPPED
from services.clinic.domain.protocols.plan import minutes_of
from services.clinic.domain.timing.words import minutes as spoken_minutes
from shared.contracts import clinic as c
from shared.contracts.base import Event, Id
from shared.contracts.protocol import Protocol
from shared.contracts.types import When
from shared.domain import Context, Decider, conflict, forbidden, invalid, not_found

decide: Decider[Clinic] = Decider()


@decide.on
def propose_case(clinic: Clinic | None, command: c.ProposeCase, context: Context) -> Sequence[Event]:
    if context.role is None:
        raise not_found()
    if context.role not in PARTICIPANTS:
        raise forbidden("Guests take part in clinics; bringing a case is for members.")
    if clinic is not None:
        return []
    proposed = c.CaseProposed(
        community_id=command.community_id,
        clinic_id=context.stream,
        presenter_id=context.actor.id,
        **{name: getattr(command, name) for name in DESCRIBED},
    )
    return [proposed, _choose(_protocol(command.protocol, context), command.community_id, context.stream)]


@decide.on
def describe_case(clinic: Clinic, command: c.DescribeCase, context: Context) -> Sequence[Event]:
    require_member(context)
    if context.actor.id != clinic.presenter_id:
        raise forbidden("The case is in the presenter's words; talk with them about it.")
    if clinic.status not in ("proposed", "scheduled"):
        raise conflict("clinic-has-begun", f"This clinic is {clinic.status}; its case stays as it was brought.")
    said = {name: getattr(command, name) for name in DESCRIBED}
    if said == {name: getattr(clinic, name) for name in DESCRIBED}:
        return []
    ids = {"community_id": clinic.community_id, "clinic_id": clinic.id}
    return [c.CaseDescribed(**ids, presenter_id=clinic.presenter_id, **said)]


@decide.on
def schedule_clinic(clinic: Clinic, command: c.ScheduleClinic, context: Context) -> Sequence[Event]:
    require_leader_or_presenter(clinic, context)
    if clinic.status not in ("proposed", "scheduled"):
        raise conflict("clinic-has-begun", f"This clinic is {clinic.status}; its time can no longer be changed.")
    if command.starts.instant <= context.now:
        raise invalid("This time is past. Choose one to come.", "starts")
    protocol = clinic.protocol if command.protocol is None else _protocol(command.protocol, context)
    minutes = _minutes(protocol, command.minutes)
    chosen = [] if protocol == clinic.protocol else [_choose(protocol, clinic.community_id, clinic.id)]
    planned = c.ClinicScheduled(
        community_id=clinic.community_id,
        clinic_id=clinic.id,
        starts_at=command.starts.instant,
        zone=command.starts.zone,
        facilitator_id=command.facilitator_id,
        presenter_id=clinic.presenter_id,
        minutes=minutes,
        moved=clinic.starts is not None and clinic.starts != command.starts,
        available=_available(protocol, minutes, 1 + len(clinic.cases), command),
        hard_stop=command.hard_stop.instant if command.hard_stop else None,
        moving_on=command.moving_on or c.MovingOn(),
    )
    return [] if not chosen and _is_so_already(clinic, planned) else [*chosen, planned]


def _is_so_already(clinic: Clinic, planned: c.ClinicScheduled) -> bool:
    known = ("facilitator_id", "minutes", "available", "hard_stop", "moving_on")
    same_start = clinic.starts == When.of(planned.starts_at, planned.zone)
    return same_start and all(getattr(clinic, name) == getattr(planned, name) for name in known)


def _available(protocol: Protocol, minutes: Mapping[str, int], cases: int, command: c.ScheduleClinic) -> int | None:
    """The seconds that were chosen for the whole, checked to be enough for its steps at their shortest."""
    if command.available is not None and command.ends is not None:
        raise invalid("Say how long it is to take or when it is to end, not both.", "ends")
    starts = command.starts.instant
    few = protocol.people.min if protocol.people else 1
    several = max(protocol.presenters.min, cases) if protocol.presenters.max > 1 else 1
    here = (few - 1) * several if protocol.loops_over("group") else few
    steps = lay_out(protocol, minutes, [None] * several, [None] * here)
    until = {"ends": command.ends, "hard_stop": command.hard_stop}
    chosen = {name: round((moment.instant - starts).total_seconds()) for name, moment in until.items() if moment}
    if command.available is not None:
        chosen["available"] = command.available * 60
    for field, seconds in chosen.items():
        if seconds <= 0:
            raise invalid("This is before the clinic starts. Choose a later time.", field)
        if seconds < least(steps):
            raise invalid(
                f"{protocol.title} takes at least {spoken_minutes(least(steps))}, and this leaves "
                f"{spoken_minutes(seconds)}. Give it more time, or choose a shorter protocol.",
                field,
            )
    return chosen.get("available", chosen.get("ends"))


@decide.on
def cancel_clinic(clinic: Clinic, command: c.CancelClinic, context: Context) -> Sequence[Event]:
    require_leader_or_presenter(clinic, context)
    if clinic.status == "cancelled":
        return []
    if clinic.status in ("closed", "reported"):
        raise conflict("clinic-is-over", "This clinic has taken place; it can no longer be cancelled.")
    return [c.ClinicCancelled(community_id=clinic.community_id, clinic_id=clinic.id, reason=command.reason)]


def _protocol(key: str, context: Context) -> Protocol:
    """The newest version of the community's own protocol, which was looked up for this command, or of one of ours."""
    found: Protocol | None = context.known or SHIPPED.get(key)
    if found is None:
        raise invalid(f"This community has no protocol '{key}', and Convene brings none of that name.", "protocol")
    return found


def _choose(protocol: Protocol, community_id: Id, clinic_id: Id) -> c.ProtocolChosen:
    return c.ProtocolChosen(
        community_id=community_id,
        clinic_id=clinic_id,
        key=protocol.key,
        version=protocol.version,
        definition=protocol,
    )


def _minutes(protocol: Protocol, wanted: Mapping[str, int]) -> dict[str, int]:
    minutes = minutes_of(protocol, wanted)
    if unknown := sorted(set(wanted) - set(minutes)):
        steps = ", ".join(minutes)
        raise invalid(f"{protocol.title} has no step '{unknown[0]}'; it has {steps}.", f"minutes.{unknown[0]}")
    return minutes

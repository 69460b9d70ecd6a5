"""What is waited for after each event of a clinic or visit.

Every reaction says all that is to be waited for from then on, of every kind. So the newest event alone decides, and it
does not matter in which order they come, or how often.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from services.scheduler.domain.timers.lead_times import nudges_after, reminders_before, reminders_of_visit
from services.scheduler.domain.timers.state import (
    SEAT_OFFER,
    STEP_END,
    STEP_MOVE,
    STEP_WARNING,
    follow_up_name,
    nudge_name,
    reminder_name,
    timers_of,
)
from shared.bus.cloudevents import Meta
from shared.contracts import clinic, trips
from shared.contracts import scheduler as c
from shared.contracts.base import Command, derived_id
from shared.contracts.types import Id
from shared.runtime.ports import Ports
from shared.runtime.service import Reactions

reactions = Reactions()

ALL_KINDS: tuple[c.TimerKind, ...] = (
    "step_warning",
    "step_end",
    "step_move",
    "reminder",
    "follow_up",
    "nudge",
    "seat_offer",
)


@reactions.on
def remind(event: clinic.ClinicScheduled | trips.VisitScheduled, meta: Meta, _: Ports) -> Sequence[Command]:
    """Reminders whose moment was past already when the time was chosen are left out."""
    leads = reminders_of_visit if isinstance(event, trips.VisitScheduled) else reminders_before
    timers = [
        c.Timer(
            name=reminder_name(lead),
            kind="reminder",
            due_at=due_at,
            note={"lead": lead, "starts_at": event.starts_at.isoformat()},
        )
        for lead, due_at in leads(event.starts_at, event.zone)
        if due_at > meta.at
    ]
    return _only(timers, event.community_id, meta)


@reactions.on
def time_step(event: clinic.ClinicStepStarted, meta: Meta, _: Ports) -> Sequence[Command]:
    clock = event.clock or clinic.StepClock(step=event.step, ends_at=event.ends_at)
    return _only(_of_step(clock), event.community_id, meta)


@reactions.on
def time_step_again(
    event: clinic.ClinicStepExtended
    | clinic.ClinicStepSkipped
    | clinic.ClinicStepBroughtBack
    | clinic.ClinicStepResized
    | clinic.ClinicStepWarned
    | clinic.ClinicPaused
    | clinic.ClinicResumed,
    meta: Meta,
    _: Ports,
) -> Sequence[Command]:
    """Where an event says nothing of the clock, what is waited for stays as it is."""
    return _only(_of_step(event.clock), event.community_id, meta) if event.clock else []


@reactions.on
def follow_up(
    event: clinic.ClinicClosed | clinic.FollowUpReported | clinic.FollowUpPostponed, meta: Meta, _: Ports
) -> Sequence[Command]:
    """Whoever is still asked, and a kind word later on where no answer comes. What was due before this event has rung."""
    timers = [timer for awaited in _awaited(event) for timer in _asking(awaited) if timer.due_at > meta.at]
    return _only(timers, event.community_id, meta)


@reactions.on
def ask_what_came_of_it(
    event: trips.IntentionSaid | trips.IntentionRemoved | trips.TryingReported, meta: Meta, _: Ports
) -> Sequence[Command]:
    """Each member of a visit is asked for themselves, so each has timers of their own."""
    return [_asking_of_visit(event.member_id, event.asked_at, event.zone, event.community_id, meta)]


@reactions.on
def ask_on_another_day(event: trips.TryingDayChosen, meta: Meta, _: Ports) -> Sequence[Command]:
    return [
        _asking_of_visit(asked.member_id, asked.asked_at, event.zone, event.community_id, meta) for asked in event.asked
    ]


def _asking_of_visit(member: Id, at: datetime | None, zone: str, community_id: Id, meta: Meta) -> Command:
    """The question and a single nudge, where the member has something to tell; otherwise nothing any more."""
    awaited = [] if at is None else list(_asking(clinic.Awaited(presenter_id=member, at=at, zone=zone)))[:2]
    return c.SetTimers(
        timers_id=derived_id("timers", meta.stream, member),
        community_id=community_id,
        topic=meta.stream,
        topic_version=meta.order,
        topic_part=_part(meta),
        kinds=ALL_KINDS,
        timers=tuple(timer for timer in awaited if timer.due_at > meta.at),
    )


def _awaited(
    event: clinic.ClinicClosed | clinic.FollowUpReported | clinic.FollowUpPostponed,
) -> Sequence[clinic.Awaited]:
    if isinstance(event, clinic.ClinicClosed) and not event.awaited:
        return [clinic.Awaited(presenter_id=event.presenter_id, at=event.follow_up_at, zone=event.zone)]
    return event.awaited


def _asking(awaited: clinic.Awaited) -> Iterator[c.Timer]:
    note = {"presenter_id": awaited.presenter_id, "number": str(awaited.number)}
    yield c.Timer(name=follow_up_name(awaited.presenter_id), kind="follow_up", due_at=awaited.at, note=note)
    for number, due_at in nudges_after(awaited.at, awaited.zone):
        name = nudge_name(number, awaited.presenter_id)
        yield c.Timer(name=name, kind="nudge", due_at=due_at, note={**note, "nudge": str(number)})


@reactions.on
def wait_no_longer(
    event: clinic.ClinicStarted
    | clinic.ClinicStepEnded
    | clinic.ClinicCancelled
    | trips.VisitCancelled
    | trips.VisitCompleted,
    meta: Meta,
    _: Ports,
) -> Sequence[Command]:
    return _only([], event.community_id, meta)


def _of_step(clock: clinic.StepClock) -> Sequence[c.Timer]:
    """Nothing while the clock stands still."""
    moments: Sequence[tuple[str, c.TimerKind, datetime | None]] = (
        (STEP_WARNING, "step_warning", clock.warn_at),
        (STEP_END, "step_end", clock.ends_at),
        (STEP_MOVE, "step_move", clock.move_at),
    )
    return [
        c.Timer(name=name, kind=kind, due_at=due_at, note={"step": clock.step})
        for name, kind, due_at in moments
        if due_at is not None and not clock.paused
    ]


@reactions.on
def keep_seat(
    event: trips.SeatOffered | trips.SeatTaken | trips.MemberSignedOff, meta: Meta, _: Ports
) -> Sequence[Command]:
    """An offer is a topic of its own: a visit may have several, and they end at different times."""
    if event.offer_id is None:
        return []
    timers = []
    if isinstance(event, trips.SeatOffered):
        timers = [c.Timer(name=SEAT_OFFER, kind="seat_offer", due_at=event.until, note={"visit_id": event.visit_id})]
    return _only(timers, event.community_id, replace(meta, stream=event.offer_id))


def _only(timers: Sequence[c.Timer], community_id: Id, meta: Meta) -> Sequence[Command]:
    """Wait for these from now on, and for nothing else of this topic."""
    return [
        c.SetTimers(
            timers_id=timers_of(meta.stream),
            community_id=community_id,
            topic=meta.stream,
            topic_version=meta.order,
            topic_part=_part(meta),
            kinds=ALL_KINDS,
            timers=tuple(timers),
        )
    ]


def _part(meta: Meta) -> int:
    """Which of its commit's events this is, as its id `<stream>@<version>.<part>` says."""
    return int(meta.id.rpartition(".")[2])

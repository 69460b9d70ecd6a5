"""What is waited for after each event of a clinic or visit.

Every reaction says all that is to be waited for from then on, of every kind. So the newest event alone decides, and it
does not matter in which order they come, or how often.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from services.scheduler.domain.timers.kinds import KINDS, new_timer
from services.scheduler.domain.timers.lead_times import nudges_after, reminders_before, reminders_of_visit
from services.scheduler.domain.timers.state import timers_of
from shared.bus.cloudevents import Meta
from shared.contracts import clinic, trips
from shared.contracts import scheduler as c
from shared.contracts.base import Command, derived_id
from shared.contracts.types import Id
from shared.runtime.ports import Ports
from shared.runtime.service import Reactions

reactions = Reactions()


@reactions.on
def clinic_scheduled(event: clinic.ClinicScheduled, meta: Meta, _: Ports) -> Sequence[Command]:
    return _reminders(event, reminders_before, meta)


@reactions.on
def visit_scheduled(event: trips.VisitScheduled, meta: Meta, _: Ports) -> Sequence[Command]:
    return _reminders(event, reminders_of_visit, meta)


def _reminders(
    event: clinic.ClinicScheduled | trips.VisitScheduled,
    lead_times: Callable[[datetime, str], Iterator[tuple[str, datetime]]],
    meta: Meta,
) -> Sequence[Command]:
    """Reminders whose moment was past already when the time was chosen are left out."""
    timers = [
        new_timer(c.ReminderDue, due_at, lead=lead, starts_at=event.starts_at.isoformat())
        for lead, due_at in lead_times(event.starts_at, event.zone)
        if due_at > meta.at
    ]
    return _only(timers, event.community_id, meta)


@reactions.on
def clinic_step_started(event: clinic.ClinicStepStarted, meta: Meta, _: Ports) -> Sequence[Command]:
    clock = event.clock or clinic.StepClock(step=event.step, ends_at=event.ends_at)
    return _only(_step_timers(clock), event.community_id, meta)


@reactions.on
def clinic_step_clock_changed(
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
    return _only(_step_timers(event.clock), event.community_id, meta) if event.clock else []


@reactions.on
def clinic_closed(event: clinic.ClinicClosed, meta: Meta, _: Ports) -> Sequence[Command]:
    presenter = clinic.Awaited(presenter_id=event.presenter_id, at=event.follow_up_at, zone=event.zone)
    return _follow_ups(event.awaited or [presenter], event.community_id, meta)


@reactions.on
def follow_up_changed(
    event: clinic.FollowUpReported | clinic.FollowUpPostponed, meta: Meta, _: Ports
) -> Sequence[Command]:
    return _follow_ups(event.awaited, event.community_id, meta)


def _follow_ups(awaited: Sequence[clinic.Awaited], community_id: Id, meta: Meta) -> Sequence[Command]:
    """Whoever is still asked, and a nudge later on where no answer comes. What was due before this event has rung."""
    timers = [timer for asked in awaited for timer in _question_timers(asked) if timer.due_at > meta.at]
    return _only(timers, community_id, meta)


@reactions.on
def intention_changed(
    event: trips.IntentionSaid | trips.IntentionRemoved | trips.TryingReported, meta: Meta, _: Ports
) -> Sequence[Command]:
    """Each member of a visit is asked for themselves, so each has timers of their own."""
    return [_question_of_visit(event.member_id, event.asked_at, event.zone, event.community_id, meta)]


@reactions.on
def trying_day_chosen(event: trips.TryingDayChosen, meta: Meta, _: Ports) -> Sequence[Command]:
    return [
        _question_of_visit(asked.member_id, asked.asked_at, event.zone, event.community_id, meta)
        for asked in event.asked
    ]


def _question_of_visit(member_id: Id, at: datetime | None, zone: str, community_id: Id, meta: Meta) -> Command:
    """The question and a single nudge, where the member has something to tell; otherwise nothing any more."""
    asked = [] if at is None else list(_question_timers(clinic.Awaited(presenter_id=member_id, at=at, zone=zone)))[:2]
    timers = [timer for timer in asked if timer.due_at > meta.at]
    return _set_timers(derived_id("timers", meta.stream, member_id), timers, community_id, meta)


def _question_timers(awaited: clinic.Awaited) -> Iterator[c.Timer]:
    note = {"presenter_id": awaited.presenter_id, "number": str(awaited.number)}
    yield new_timer(c.FollowUpDue, awaited.at, **note)
    for nudge, due_at in nudges_after(awaited.at, awaited.zone):
        yield new_timer(c.NudgeDue, due_at, **note, nudge=str(nudge))


@reactions.on
def nothing_awaited(
    event: clinic.ClinicStarted
    | clinic.ClinicStepEnded
    | clinic.ClinicCancelled
    | trips.VisitCancelled
    | trips.VisitCompleted,
    meta: Meta,
    _: Ports,
) -> Sequence[Command]:
    return _only([], event.community_id, meta)


def _step_timers(clock: clinic.StepClock) -> Sequence[c.Timer]:
    """Nothing while the clock stands still."""
    moments: Sequence[tuple[type[c.TimerEvent], datetime | None]] = (
        (c.StepWarningDue, clock.warn_at),
        (c.StepTimeUp, clock.ends_at),
        (c.StepMoveDue, clock.move_at),
    )
    return [
        new_timer(becomes, due_at, step=clock.step)
        for becomes, due_at in moments
        if due_at is not None and not clock.paused
    ]


@reactions.on
def seat_offered(event: trips.SeatOffered, meta: Meta, _: Ports) -> Sequence[Command]:
    """An offer is a topic of its own: a visit may have several, and they end at different times."""
    timer = new_timer(c.SeatOfferOver, event.until, visit_id=event.visit_id)
    return _only([timer], event.community_id, replace(meta, stream=event.offer_id))


@reactions.on
def seat_offer_ended(event: trips.SeatTaken | trips.MemberSignedOff, meta: Meta, _: Ports) -> Sequence[Command]:
    if event.offer_id is None:
        return []
    return _only([], event.community_id, replace(meta, stream=event.offer_id))


def _only(timers: Sequence[c.Timer], community_id: Id, meta: Meta) -> Sequence[Command]:
    """Wait for these from now on, and for nothing else of this topic."""
    return [_set_timers(timers_of(meta.stream), timers, community_id, meta)]


def _set_timers(timers_id: Id, timers: Sequence[c.Timer], community_id: Id, meta: Meta) -> Command:
    return c.SetTimers(
        timers_id=timers_id,
        community_id=community_id,
        topic=meta.stream,
        topic_version=meta.order,
        topic_part=_part(meta),
        kinds=tuple(KINDS),
        timers=tuple(timers),
    )


def _part(meta: Meta) -> int:
    """Which of its commit's events this is, as its id `<stream>@<version>.<part>` says."""
    return int(meta.id.rpartition(".")[2])

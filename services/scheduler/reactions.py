"""What is waited for after each event of a clinic or visit, or of the offer of a seat on one.

Every reaction says all that is to be waited for from then on, of every kind. So the newest event alone decides, and it
does not matter in which order they come, or how often.
"""

from collections.abc import Sequence
from dataclasses import replace

from services.scheduler.leads import reminders_before
from services.scheduler.model import FOLLOW_UP, SEAT_OFFER, STEP_END, reminder_name, timers_of
from shared.bus.cloudevents import Meta
from shared.contracts import clinic, trips
from shared.contracts import scheduler as c
from shared.contracts.base import Command
from shared.contracts.types import Id
from shared.house import House
from shared.service import Reactions

reactions = Reactions()

ALL_KINDS: tuple[c.TimerKind, ...] = ("step_end", "reminder", "follow_up", "seat_offer")


@reactions.on
def remind(event: clinic.ClinicScheduled | trips.VisitScheduled, meta: Meta, _: House) -> Sequence[Command]:
    """Reminders whose moment was past already when the time was chosen are left out."""
    timers = [
        c.Timer(
            name=reminder_name(lead),
            kind="reminder",
            due_at=due_at,
            note={"lead": lead, "starts_at": event.starts_at.isoformat()},
        )
        for lead, due_at in reminders_before(event.starts_at, event.zone)
        if due_at > meta.at
    ]
    return _only(timers, event.community_id, meta)


@reactions.on
def time_step(event: clinic.ClinicStepStarted, meta: Meta, _: House) -> Sequence[Command]:
    timer = c.Timer(name=STEP_END, kind="step_end", due_at=event.ends_at, note={"step": event.step})
    return _only([timer], event.community_id, meta)


@reactions.on
def follow_up(event: clinic.ClinicClosed, meta: Meta, _: House) -> Sequence[Command]:
    note = {"presenter_id": event.presenter_id}
    timer = c.Timer(name=FOLLOW_UP, kind="follow_up", due_at=event.follow_up_at, note=note)
    return _only([timer], event.community_id, meta)


@reactions.on
def wait_no_longer(
    event: clinic.ClinicStarted
    | clinic.ClinicStepEnded
    | clinic.ClinicCancelled
    | clinic.FollowUpReported
    | trips.VisitCancelled
    | trips.VisitCompleted,
    meta: Meta,
    _: House,
) -> Sequence[Command]:
    return _only([], event.community_id, meta)


@reactions.on
def keep_seat(
    event: trips.SeatOffered | trips.SeatTaken | trips.MemberSignedOff, meta: Meta, _: House
) -> Sequence[Command]:
    """An offer is a topic of its own: a visit may have several, and they end at different times."""
    if event.offer_id is None:
        return []
    timers = []
    if isinstance(event, trips.SeatOffered):
        timers = [c.Timer(name=SEAT_OFFER, kind="seat_offer", due_at=event.until, note={"visit_id": event.visit_id})]
    about = replace(meta, stream=event.offer_id)
    return _only(timers, event.community_id, about)


def _only(timers: Sequence[c.Timer], community_id: Id, meta: Meta) -> Sequence[Command]:
    """Wait for these from now on, and for nothing else of this topic."""
    return [
        c.SetTimers(
            timers_id=timers_of(meta.stream),
            community_id=community_id,
            topic=meta.stream,
            topic_version=meta.version,
            topic_part=_part(meta),
            kinds=ALL_KINDS,
            timers=tuple(timers),
        )
    ]


def _part(meta: Meta) -> int:
    """Which of its commit's events this is, as its id `<stream>@<version>.<part>` says."""
    return int(meta.id.rpartition(".")[2])

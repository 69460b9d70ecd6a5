"""What is waited for, and whether an alarm that rings is still wanted. Pure."""

from collections.abc import Sequence
from datetime import datetime

from services.scheduler.domain.timers.kinds import require_sound, timer_event
from services.scheduler.domain.timers.state import Timers
from shared.contracts import scheduler as c
from shared.contracts.base import Event
from shared.domain import Context, Decider, forbidden, invalid

decide: Decider[Timers] = Decider()


@decide.on
def set_timers(timers: Timers | None, command: c.SetTimers, context: Context) -> Sequence[Event]:
    _require_scheduler_itself(context)
    for timer in command.timers:
        _require_settable(timer, command)
    if timers is not None and (command.topic_version, command.topic_part) <= timers.seen:
        return []
    wanted = {
        timer.name: timer
        for timer in command.timers
        if not _comes_too_late(timer, context.now) and not _rang_already(timer, timers)
    }
    armed = timers.armed if timers is not None else {}
    about = {"community_id": command.community_id, "topic": command.topic}
    cancelled = [
        c.TimerCancelled(**about, name=name, due_at=timer.due_at)
        for name, timer in armed.items()
        if timer.kind in command.kinds and name not in wanted
    ]
    newly_armed = [
        c.TimerArmed(**about, timer=timer, instead_of=armed[name].due_at if name in armed else None)
        for name, timer in wanted.items()
        if armed.get(name) != timer
    ]
    seen = c.TopicSeen(**about, topic_version=command.topic_version, topic_part=command.topic_part)
    return [seen, *cancelled, *newly_armed]


@decide.on
def ring_timer(timers: Timers | None, command: c.RingTimer, context: Context) -> Sequence[Event]:
    """The alarm clock may ring twice, too early, or for a timer that was moved or cancelled since."""
    _require_scheduler_itself(context)
    timer = timers.armed.get(command.name) if timers is not None else None
    if timers is None or timer is None or timer.due_at > context.now:
        return []
    return [timer_event(timer, timers.community_id, timers.topic)]


def _comes_too_late(timer: c.Timer, now: datetime) -> bool:
    """Nobody is reminded of what has begun. Anything else that is overdue rings at once: its moment was missed."""
    starts_at = timer.note.get("starts_at")
    return starts_at is not None and datetime.fromisoformat(starts_at) <= now


def _rang_already(timer: c.Timer, timers: Timers | None) -> bool:
    """Something else about the topic changed since it rang, and its moment did not become a later one."""
    rang = timers.rang.get(timer.name) if timers is not None else None
    return rang is not None and rang.note == timer.note and timer.due_at <= rang.due_at


def _require_settable(timer: c.Timer, command: c.SetTimers) -> None:
    if timer.kind not in command.kinds:
        raise invalid(f"The timer {timer.name} is of the kind {timer.kind}, which this does not set.", "timers")
    require_sound(timer)


def _require_scheduler_itself(context: Context) -> None:
    if not context.actor.is_service("scheduler"):
        raise forbidden("Timers follow from what happens to a clinic or visit; nobody sets or rings them by hand.")

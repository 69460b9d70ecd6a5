"""What is waited for, and whether an alarm that rings is still wanted. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.scheduler.domain.timers.state import (
    FOLLOW_UP,
    NUDGE,
    SEAT_OFFER,
    STEP_END,
    STEP_MOVE,
    STEP_WARNING,
    Ringing,
    Timers,
    reminder_name,
)
from shared.contracts import scheduler as c
from shared.contracts.base import Event
from shared.domain import Context, Decider, forbidden, invalid

decide: Decider[Timers] = Decider()


@decide.on
def set_timers(timers: Timers | None, command: c.SetTimers, context: Context) -> Sequence[Event]:
    _require_scheduler_itself(context)
    for timer in command.timers:
        _require_in_order(timer, command)
    if timers is not None and (command.topic_version, command.topic_part) <= timers.seen:
        return []
    wanted = {
        timer.name: timer
        for timer in command.timers
        if not _comes_too_late(timer, context.now) and not _rang_already(timer, timers)
    }
    armed = timers.armed if timers is not None else {}
    about = {"community_id": command.community_id, "topic": command.topic}
    gone = [
        c.TimerCancelled(**about, name=name, due_at=timer.due_at)
        for name, timer in armed.items()
        if timer.kind in command.kinds and name not in wanted
    ]
    new = [
        c.TimerArmed(**about, timer=timer, instead_of=armed[name].due_at if name in armed else None)
        for name, timer in wanted.items()
        if armed.get(name) != timer
    ]
    seen = c.TopicSeen(**about, topic_version=command.topic_version, topic_part=command.topic_part)
    return [seen, *gone, *new]


@decide.on
def ring_timer(timers: Timers | None, command: c.RingTimer, context: Context) -> Sequence[Event]:
    """The alarm clock may ring twice, too early, or for a timer that was moved or cancelled since."""
    _require_scheduler_itself(context)
    timer = timers.armed.get(command.name) if timers is not None else None
    if timers is None or timer is None or timer.due_at > context.now:
        return []
    return [_ringing(timers, timer)]


def _ringing(timers: Timers, timer: c.Timer) -> Ringing:
    about = {"community_id": timers.community_id, "topic": timers.topic}
    match timer.kind:
        case "step_warning":
            return c.StepWarningDue(**about, step=timer.note["step"], due_at=timer.due_at)
        case "step_move":
            return c.StepMoveDue(**about, step=timer.note["step"], due_at=timer.due_at)
        case "step_end":
            return c.StepTimeUp(**about, step=timer.note["step"], due_at=timer.due_at)
        case "reminder":
            starts_at = datetime.fromisoformat(timer.note["starts_at"])
            return c.ReminderDue(**about, lead=timer.note["lead"], starts_at=starts_at, due_at=timer.due_at)
        case "follow_up" | "nudge":
            return _asking(timer, about)
        case "seat_offer":
            return c.SeatOfferOver(**about, visit_id=timer.note["visit_id"], due_at=timer.due_at)


def _asking(timer: c.Timer, about: dict[str, str]) -> Ringing:
    if timer.kind == "nudge":
        return c.NudgeDue(**about, **_asked(timer), nudge=int(timer.note["nudge"]))
    return c.FollowUpDue(**about, **_asked(timer))


def _asked(timer: c.Timer) -> dict[str, Any]:
    return {
        "presenter_id": timer.note["presenter_id"],
        "due_at": timer.due_at,
        "number": int(timer.note.get("number", "1")),
        "timer": timer.name,
    }


def _comes_too_late(timer: c.Timer, now: datetime) -> bool:
    """Nobody is reminded of what has begun. Anything else that is overdue rings at once: its moment was missed."""
    return timer.kind == "reminder" and datetime.fromisoformat(timer.note["starts_at"]) <= now


def _rang_already(timer: c.Timer, timers: Timers | None) -> bool:
    """Something else about the topic changed since it rang, and its moment did not become a later one."""
    rang = timers.rang.get(timer.name) if timers is not None else None
    return rang is not None and rang.note == timer.note and timer.due_at <= rang.due_at


NOTES = {
    "step_warning": {"step"},
    "step_end": {"step"},
    "step_move": {"step"},
    "reminder": {"lead", "starts_at"},
    "follow_up": {"presenter_id"},
    "nudge": {"presenter_id", "nudge"},
    "seat_offer": {"visit_id"},
}


def _require_in_order(timer: c.Timer, command: c.SetTimers) -> None:
    """Whether it can ring and be found again when it did."""
    if timer.kind not in command.kinds:
        raise invalid(f"The timer {timer.name} is of the kind {timer.kind}, which this does not set.", "timers")
    if missing := NOTES[timer.kind] - set(timer.note):
        raise invalid(f"The timer {timer.name} does not say its {', '.join(sorted(missing))}.", "timers")
    names = {
        "step_warning": STEP_WARNING,
        "step_end": STEP_END,
        "step_move": STEP_MOVE,
        "reminder": reminder_name(timer.note.get("lead", "")),
        "follow_up": FOLLOW_UP,
        "nudge": f"{NUDGE}_{timer.note.get('nudge', '')}",
        "seat_offer": SEAT_OFFER,
    }
    name = names[timer.kind]
    # Several may be asked because of one topic; then whom a timer is for stands behind its name.
    for_each = timer.kind in ("follow_up", "nudge") and timer.name.startswith(f"{name}_")
    if timer.name != name and not for_each:
        raise invalid(f"This timer is called {name}, not {timer.name}.", "timers")


def _require_scheduler_itself(context: Context) -> None:
    if not context.actor.is_service("scheduler"):
        raise forbidden("Timers follow from what happens to a clinic or visit; nobody sets or rings them by hand.")

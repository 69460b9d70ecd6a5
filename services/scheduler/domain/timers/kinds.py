"""The table of timer kinds: a row is the event that such a timer becomes, with what its timers note and are called. Pure.

The event, in the contract of the scheduler, says all of it. So a new kind of timer is a new event there, and the reaction that
says when it is due.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import get_args

from shared.contracts import scheduler as c
from shared.contracts.types import Id
from shared.domain import invalid

KINDS: Mapping[c.TimerKind, type[c.TimerEvent]] = {event.timer_kind: event for event in get_args(c.AnyTimerEvent)}

_NOT_NOTED = {*c.SchedulerEvent.model_fields, "due_at", "timer"}


def new_timer(becomes: type[c.TimerEvent], due_at: datetime, **note: str) -> c.Timer:
    """The timer that becomes this event when it is due."""
    return c.Timer(name=_full_name(becomes, note), kind=becomes.timer_kind, due_at=due_at, note=note)


def timer_event(timer: c.Timer, community_id: Id, topic: Id) -> c.TimerEvent:
    """The event that this timer becomes."""
    return KINDS[timer.kind].model_validate(
        {**timer.note, "community_id": community_id, "topic": topic, "due_at": timer.due_at, "timer": timer.name}
    )


def timer_name(event: c.TimerEvent) -> str:
    """The name of the timer that became this event."""
    return str(getattr(event, "timer", "")) or _name(type(event), event.model_dump())


def require_sound(timer: c.Timer) -> None:
    """Refuse a timer that could not become its event, or not be found again when it did."""
    becomes = KINDS[timer.kind]
    if missing := _needed(becomes) - set(timer.note):
        raise invalid(f"The timer {timer.name} does not say its {', '.join(sorted(missing))}.", "timers")
    name = _name(becomes, timer.note)
    if timer.name != name and not (becomes.asks and timer.name.startswith(f"{name}_")):
        raise invalid(f"This timer is called {name}, not {timer.name}.", "timers")


def _needed(becomes: type[c.TimerEvent]) -> set[str]:
    return {name for name, field in becomes.model_fields.items() if field.is_required()} - _NOT_NOTED


def _name(becomes: type[c.TimerEvent], note: Mapping[str, object]) -> str:
    """The kind, and what tells such timers of one topic apart: `reminder_24_hours`."""
    return "_".join([becomes.timer_kind, *(str(note[field]).replace(" ", "_") for field in becomes.named_by)])


def _full_name(becomes: type[c.TimerEvent], note: Mapping[str, str]) -> str:
    """The name, followed by the letters of the member who is asked, if somebody is."""
    name = _name(becomes, note)
    return f"{name}_{note[becomes.asks].partition('-')[2]}" if becomes.asks else name

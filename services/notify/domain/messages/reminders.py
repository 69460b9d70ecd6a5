"""The reminder of a clinic or visit. Pure."""

from datetime import timedelta

from services.notify.domain.messages.message import Line, Quote, translatable
from services.notify.domain.messages.topics import TimeMessage
from shared.contracts.scheduler import ReminderDue

DAYS_FROM = 48
"""From so many hours on, days are told."""


class Reminder(TimeMessage):
    kind = "reminder"
    about = translatable("Reminder")
    category = "reminders"
    what: Line
    """`clinic` or `visit`."""
    title: Line
    when: Line
    lead: Line
    """How long it is until the beginning: `7 days`, `9 hours`."""
    question: Quote | None = None
    presenter: Line | None = None
    place: Line | None = None
    guide: Line | None = None
    meeting_point: Line | None = None
    departure: Line | None = None
    bring: Quote | None = None


def time_left(event: ReminderDue) -> str:
    """How long it is until the beginning when a reminder is due, in words; what is due by day may be due by other hours."""
    hours = round((event.starts_at - event.due_at) / timedelta(hours=1))
    if hours >= DAYS_FROM:
        return f"{round(hours / 24)} days"
    return "1 hour" if hours <= 1 else f"{hours} hours"

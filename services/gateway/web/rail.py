"""The times of the steps as the rail shows them: what was planned, and what it really is."""

from datetime import datetime

from shared.contracts import clinic as c

MINUTE = 60


def time_of_step(step: c.StepView) -> str:
    """“12 of 10 min” once it is over, “8 min, was 10” while it has other minutes than first planned."""
    if step.skipped:
        return "left out"
    first = step.minutes if step.time is None else round(step.time.first / MINUTE)
    if step.ended_at and step.time is not None:
        return f"{round(step.time.used / MINUTE)} of {first} min"
    return f"{step.minutes} min" if step.minutes == first else f"{step.minutes} min, was {first}"


def passed(step: c.StepView, now: datetime) -> float:
    """How much of a step's time is over, from 0 to 1."""
    if step.started_at is None or step.ends_at is None or step.ends_at <= step.started_at:
        return 1.0
    share = (now - step.started_at) / (step.ends_at - step.started_at)
    return round(min(1.0, max(0.0, share)), 3)

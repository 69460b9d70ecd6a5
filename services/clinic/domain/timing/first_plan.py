"""A clinic's time before it begins: what each step is first given. Pure."""

from collections.abc import Sequence
from datetime import datetime

from services.clinic.domain.timing.fit import fit
from services.clinic.domain.timing.timeline import NotPossible, Span, TimedStep, Timeline, between, whole


def plan(
    steps: Sequence[TimedStep], starts_at: datetime, available: int, hard_stop: datetime | None = None
) -> Timeline:
    """A clinic's clock before it begins. `available` in seconds. Raises NotPossible without steps."""
    if not steps:
        raise NotPossible("A clinic needs at least one step.")
    first = first_fit([step.span for step in steps], starts_at, available, hard_stop)
    return Timeline(steps=tuple(steps), starts_at=starts_at, available=available, hard_stop=hard_stop, first_plan=first)


def first_fit(
    spans: Sequence[Span], starts_at: datetime, available: int, hard_stop: datetime | None = None
) -> tuple[int, ...]:
    """What each step is first given, in seconds."""
    wall = None if hard_stop is None else between(whole(starts_at), whole(hard_stop))
    return fit(spans, available, wall).seconds

"""What events tell of the clock of the step that runs. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.clinic.domain.timing.forecast import left
from services.clinic.domain.timing.policy import alarms, policy_of
from services.clinic.domain.timing.timeline import Timeline
from shared.contracts.clinic import MovingOn, StepClock


def step_clock(
    timeline: Timeline, names: Sequence[str], moving_on: MovingOn, now: datetime, warned_at: datetime | None
) -> StepClock | None:
    """None while no step runs."""
    if timeline.current is None:
        return None
    waited = alarms(timeline, policy_of(moving_on), now, warned_at)
    return StepClock(
        step=names[timeline.current.step],
        ends_at=timeline.at(now) + timedelta(seconds=left(timeline, now)),
        warn_at=waited.warn_at,
        move_at=waited.move_at,
        paused=timeline.paused,
    )

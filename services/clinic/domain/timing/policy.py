"""When people are told that a step's time is over, and whether they are then moved on.

Nobody is moved on by itself unless the community chose that. Then a warning comes first, and after it a period of grace
in which the facilitator can still extend, pause, or go on by hand.
"""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt

from services.clinic.domain.timing.forecast import left, length_now
from services.clinic.domain.timing.timeline import Frozen, Timeline
from shared.contracts.clinic import MovingOn

type Due = Literal["nothing", "warning", "move"]


class Policy(Frozen):
    """What a community wants when a step's time is over. Seconds.

    `warn_before`: how long before the end of a step the warning comes, but never in its first half. `grace`: how long after the
    end, and after the warning, the clinic moves on, if it does so by itself.
    """

    moves_by_itself: bool = False
    warn_before: NonNegativeInt = 60
    grace: Annotated[int, Field(ge=10)] = 60


class Alarms(Frozen):
    """When to look again, if nothing happens until then. Empty: not by itself."""

    warn_at: datetime | None = None
    move_at: datetime | None = None


def policy_of(moving_on: MovingOn) -> Policy:
    return Policy(moves_by_itself=moving_on.by_itself, warn_before=moving_on.warn_before, grace=moving_on.grace)


def due(timeline: Timeline, policy: Policy, now: datetime, warned_at: datetime | None = None) -> Due:
    """What is to be done now. `warned_at` is when people were last warned in this step.

    A warning is forgotten when the step was extended after it. Time does not pass while the clinic is paused. The last step is
    never left by itself: a clinic is closed by somebody, with a day for the follow-up.
    """
    if timeline.current is None or timeline.paused:
        return "nothing"
    now = timeline.at(now)
    rest, since = left(timeline, now), warned_since(timeline, policy, now, warned_at)
    if since is None:
        return "warning" if rest <= _lead(timeline, policy, now) else "nothing"
    moves = policy.moves_by_itself and timeline.following(timeline.current.step)
    return "move" if moves and rest <= -policy.grace and since >= policy.grace else "nothing"


def alarms(timeline: Timeline, policy: Policy, now: datetime, warned_at: datetime | None = None) -> Alarms:
    """When `due` will say something, as things are now. None while paused: ask again when the clinic goes on."""
    if timeline.current is None or timeline.paused:
        return Alarms()
    now = timeline.at(now)
    rest, since = left(timeline, now), warned_since(timeline, policy, now, warned_at)
    to_warning = 0 if since is not None else max(0, rest - _lead(timeline, policy, now))
    to_move = max(0, rest + policy.grace, to_warning + policy.grace - (since or 0))
    moves = policy.moves_by_itself and timeline.following(timeline.current.step)
    return Alarms(
        warn_at=now + timedelta(seconds=to_warning) if since is None else None,
        move_at=now + timedelta(seconds=to_move) if moves else None,
    )


def warned_since(timeline: Timeline, policy: Policy, now: datetime, warned_at: datetime | None) -> int | None:
    """Seconds since the warning that holds for the running step as long as it now is; None without one."""
    run = timeline.running()
    if warned_at is None or warned_at < run.started:
        return None
    since = timeline.active(warned_at, now)
    return since if left(timeline, now) + since <= _lead(timeline, policy, now) else None


def _lead(timeline: Timeline, policy: Policy, now: datetime) -> int:
    """How long before the running step's end the warning comes: half of a short step is not spent under a warning."""
    return min(policy.warn_before, length_now(timeline, now) // 2)

"""What will happen if nobody does anything but follow the clock."""

from datetime import datetime, timedelta
from typing import Literal

from services.clinic.domain.timing.fit import Fit, fit
from services.clinic.domain.timing.timeline import Frozen, Span, Timeline, between

type State = Literal["done", "running", "to come", "skipped"]


class Slot(Frozen):
    """One step, seen from now. `seconds` is what it took, or will take altogether; `used` what of it has passed.

    `begins` and `ends` are empty for a step that has no place in time: left out, or never reached.
    """

    step: int
    name: str
    state: State
    first_planned: int
    seconds: int
    used: int
    begins: datetime | None = None
    ends: datetime | None = None


class Forecast(Frozen):
    """All steps in order, and when it ends. `late`, `overrun` and `spare` as in Fit, for the whole clinic."""

    slots: tuple[Slot, ...]
    ends_at: datetime
    late: int
    overrun: int
    spare: int


def forecast(timeline: Timeline, now: datetime) -> Forecast:
    """Fit the steps to come into the time that is left, as of now. A pause is taken to end now."""
    now = timeline.at(now)
    rest, fitted = _rest(timeline, now)
    seconds = {place: timeline.used(place, now) + share for place, share in zip(rest, fitted.seconds, strict=True)}
    slots, moment = [], now if timeline.runs else max(now, timeline.starts_at)
    for place in range(len(timeline.steps)):
        slot = _slot(timeline, place, seconds.get(place), now, moment)
        if slot.state in ("running", "to come") and slot.ends is not None:
            moment = slot.ends
        slots.append(slot)
    if timeline.finished:
        moment = timeline.runs[-1].ended or now
    return Forecast(
        slots=tuple(slots),
        ends_at=moment,
        late=max(0, between(timeline.wished_end(now), moment)),
        overrun=0 if timeline.hard_stop is None else max(0, between(timeline.hard_stop, moment)),
        spare=fitted.spare,
    )


def length_now(timeline: Timeline, now: datetime) -> int:
    """Seconds the running step is to take altogether; less than planned only if the hard stop leaves no other way."""
    now = timeline.at(now)
    run = timeline.running()
    if timeline.hard_stop is None:
        return run.planned
    least = sum(_left_of(timeline, place, now).minimum for place in timeline.following(run.step))
    room = timeline.used(run.step, now) + between(now, timeline.hard_stop) - least
    return min(run.planned, max(timeline.steps[run.step].span.minimum, room))


def left(timeline: Timeline, now: datetime) -> int:
    """Seconds left of the running step; negative when it is over its time. Raises NotPossible when nothing runs."""
    now = timeline.at(now)
    return length_now(timeline, now) - timeline.used(timeline.running().step, now)


def ahead_or_behind(timeline: Timeline, now: datetime) -> int:
    """Seconds ahead of the first plan; negative when behind.

    It is how much earlier the clinic would end than first planned if every step still to come took what it was first given.
    What the facilitator adds to the running step counts at once. A pause moves the plan with it and so counts for nothing, and
    neither does an early start. Before the start, only lateness counts.
    """
    now = timeline.at(now)
    begun = min(timeline.started or timeline.starts_at, timeline.starts_at)
    first = sum(timeline.first_plan)
    spent = timeline.active(begun, timeline.runs[-1].ended or now) if timeline.finished else timeline.active(begun, now)
    if not timeline.runs:
        return min(0, -spent)
    if (run := timeline.current) is None:
        return first - spent
    todo = max(0, timeline.first_plan[run.step] + run.given - timeline.used(run.step, now))
    for place in timeline.following(run.step):
        span = timeline.steps[place].span
        todo += max(0, span.clip(timeline.first_plan[place]) - timeline.used(place, now))
    return first - spent - todo


def fitted_from(timeline: Timeline, step: int, now: datetime) -> int:
    """Seconds a step gets altogether that begins now, fitted together with all that follow."""
    places = (step, *timeline.following(step))
    return timeline.used(step, now) + _fit(timeline, places, now, 0).seconds[0]


def _rest(timeline: Timeline, now: datetime) -> tuple[tuple[int, ...], Fit]:
    if timeline.finished:
        return (), Fit(seconds=())
    if (run := timeline.current) is None:
        rest = timeline.following(-1)
        return rest, _fit(timeline, rest, max(now, timeline.starts_at), 0)
    rest = timeline.following(run.step)
    return rest, _fit(timeline, rest, now, max(0, left(timeline, now)))


def _fit(timeline: Timeline, places: tuple[int, ...], now: datetime, taken: int) -> Fit:
    """Fit these steps into what is left after `taken` seconds from now."""
    spans = [_left_of(timeline, place, now) for place in places]
    wall = None if timeline.hard_stop is None else between(now, timeline.hard_stop) - taken
    return fit(spans, between(now, timeline.wished_end(now)) - taken, wall)


def _left_of(timeline: Timeline, place: int, now: datetime) -> Span:
    return timeline.steps[place].span.after(timeline.used(place, now))


def _slot(timeline: Timeline, place: int, seconds: int | None, now: datetime, moment: datetime) -> Slot:
    """One step; `seconds` is given for a step to come, and it then comes at `moment`."""
    used = timeline.used(place, now)
    runs = [run for run in timeline.runs if run.step == place]
    begins, ends = (runs[0].started, runs[-1].ended) if runs else (None, None)
    state: State = "skipped" if place in timeline.skipped else "done"
    if timeline.current and timeline.current.step == place:
        state, seconds = "running", max(used, length_now(timeline, now))
        ends = now + timedelta(seconds=seconds - used)
    elif seconds is not None:
        state, begins, ends = "to come", moment, moment + timedelta(seconds=seconds - used)
    return Slot(
        step=place,
        name=timeline.steps[place].name,
        state=state,
        first_planned=timeline.first_plan[place],
        seconds=used if seconds is None else seconds,
        used=used,
        begins=begins,
        ends=ends,
    )

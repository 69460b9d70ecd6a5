"""What a facilitator can do with the clock. Each takes the timeline and the time, and returns the timeline as it then is.

Whatever is done, the steps to come are fitted again, because their plan is never stored (see `timeline`). What cannot be done
raises NotPossible, in words for the facilitator.
"""

from datetime import datetime

from services.clinic.domain.timing.first_plan import first_fit
from services.clinic.domain.timing.forecast import fitted_from, length_now
from services.clinic.domain.timing.timeline import NotPossible, Pause, Run, Span, Timeline
from services.clinic.domain.timing.words import minutes


def start(timeline: Timeline, now: datetime) -> Timeline:
    """Begin with the first step. Late, the steps get less; early, everything moves to earlier."""
    if timeline.runs:
        raise NotPossible("The clinic has begun already.")
    if not timeline.following(-1):
        raise NotPossible("Every step is left out. Bring at least one back before you start.")
    return _begin(timeline, timeline.following(-1)[0], timeline.at(now))


def put_off(timeline: Timeline, now: datetime) -> Timeline:
    """The same clinic with its whole time from now on; only the hard stop stays where it is."""
    if timeline.runs:
        raise NotPossible("The clinic has begun already.")
    spans = [step.span for step in timeline.steps]
    first = first_fit(spans, now, timeline.available, timeline.hard_stop)
    return timeline.model_copy(update={"starts_at": timeline.at(now), "first_plan": first})


def next_step(timeline: Timeline, now: datetime) -> Timeline:
    """End the running step, early or over its time, and begin the next; after the last, the clinic's time is over."""
    run, now = timeline.running(), timeline.at(now)
    closed = _close(timeline, now)
    following = closed.following(run.step)
    return _begin(closed, following[0], now) if following else closed


def skip(timeline: Timeline, now: datetime, step: int | None = None) -> Timeline:
    """Leave out the running step, which ends it, or one that is still to come."""
    current = timeline.current
    step = timeline.running().step if step is None else step
    if step in timeline.skipped:
        return timeline
    left_out = timeline.model_copy(update={"skipped": tuple(sorted((*timeline.skipped, step)))})
    if current and current.step == step:
        return next_step(left_out, now)
    _require_to_come(timeline, step)
    return left_out


def bring_back(timeline: Timeline, step: int) -> Timeline:
    """Take a step that is still to come, and was left out, in again."""
    _require_to_come(timeline, step)
    return timeline.model_copy(update={"skipped": tuple(place for place in timeline.skipped if place != step)})


def back(timeline: Timeline, now: datetime) -> Timeline:
    """Go back one step.

    Soon after a "next" or a "skip" it is taken for the undoing of an accident: the timeline is exactly what it was before, and
    the time since belongs to the step as if nothing had happened. Later, it is a return: each step keeps the time it has used,
    and has what is left of its range.
    """
    if not timeline.runs:
        raise NotPossible("The clinic has not begun. There is no step to go back to.")
    now, last = timeline.at(now), timeline.runs[-1]
    if last.ended is not None:
        recent = timeline.active(last.ended, now) <= timeline.undo_within
        return reopen(timeline, forget=0) if recent else _begin(_kept(timeline, last.step), last.step, now)
    if undoes(timeline, now):
        return reopen(timeline)
    before = [place for place in range(last.step) if place not in timeline.skipped]
    if not before:
        raise NotPossible(f"{timeline.steps[last.step].name} is the first step. There is none to go back to.")
    return _begin(_close(timeline, now), before[-1], now)


def extension(timeline: Timeline, now: datetime, seconds: int) -> int:
    """How many of these seconds the running step can be given, or, when negative, how many can be taken from it.

    It stays inside its range, and never gets so long that what follows would pass the hard stop at its shortest. Over its time,
    the seconds count from now.
    """
    run, now = timeline.running(), timeline.at(now)
    used, span = timeline.used(run.step, now), timeline.steps[run.step].span
    length = max(used, length_now(timeline, now))
    if seconds < 0:
        return -max(0, min(-seconds, length - max(used, span.minimum)))
    most = length_now(_planned(timeline, run, max(run.planned, span.maximum)), now)
    return max(0, min(seconds, min(most, span.maximum) - length))


def extend(timeline: Timeline, now: datetime, seconds: int) -> Timeline:
    """Give the running step more seconds, or fewer when negative, as far as `extension` says. Raises if that is none."""
    run, now = timeline.running(), timeline.at(now)
    granted = extension(timeline, now, seconds)
    name, span = timeline.steps[run.step].name, timeline.steps[run.step].span
    used = timeline.used(run.step, now)
    length = max(used, length_now(timeline, now))
    if not granted and seconds > 0 and length >= span.maximum:
        raise NotPossible(f"{name} is at its longest, {minutes(span.maximum)}. Every further minute is the others'.")
    if not granted and seconds > 0:
        raise NotPossible(f"The hard stop leaves no more time for {name}. Leave out a step that is still to come.")
    if not granted and seconds < 0:
        raise NotPossible(f"{name} cannot get shorter: it takes at least {minutes(span.minimum)}. You can end it now.")
    # Over the first plan, what was overrun is part of what the facilitator lets the step have.
    let = run.given if granted < 0 else max(run.given, used - timeline.first_plan[run.step])
    return _planned(timeline, run.model_copy(update={"given": let + granted}), length + granted)


def pause(timeline: Timeline, now: datetime) -> Timeline:
    """Stop the clock. Everything to come moves by as long as it lasts; only the hard stop does not."""
    timeline.running()
    if timeline.paused:
        return timeline
    return timeline.model_copy(update={"pauses": (*timeline.pauses, Pause(began=timeline.at(now)))})


def resume(timeline: Timeline, now: datetime) -> Timeline:
    timeline.running()
    if not timeline.paused:
        return timeline
    *earlier, last = timeline.pauses
    ended = last.model_copy(update={"ended": timeline.at(now)})
    return timeline.model_copy(update={"pauses": (*earlier, ended) if ended.ended != ended.began else tuple(earlier)})


def resize(timeline: Timeline, step: int, span: Span) -> Timeline:
    """Give a step still to come another range, as when more members turn out to have a related experience."""
    _require_to_come(timeline, step)
    steps = [*timeline.steps]
    steps[step] = steps[step].model_copy(update={"span": span})
    return timeline.model_copy(update={"steps": tuple(steps)})


def _begin(timeline: Timeline, step: int, now: datetime) -> Timeline:
    # The run is there before its length is fitted: an early start moves the end.
    opened = timeline.model_copy(update={"runs": (*timeline.runs, Run(step=step, started=now, planned=0))})
    return _planned(opened, opened.running(), fitted_from(opened, step, now))


def _close(timeline: Timeline, now: datetime) -> Timeline:
    *earlier, last = timeline.runs
    return timeline.model_copy(update={"runs": (*earlier, last.model_copy(update={"ended": now}))})


def _planned(timeline: Timeline, run: Run, seconds: int) -> Timeline:
    return timeline.model_copy(update={"runs": (*timeline.runs[:-1], run.model_copy(update={"planned": seconds}))})


def reopen(timeline: Timeline, forget: int = 1) -> Timeline:
    """Let the run before the forgotten last ones go on as if it had never ended."""
    runs = timeline.runs[: len(timeline.runs) - forget]
    reopened = runs[-1].model_copy(update={"ended": None})
    return _kept(timeline, reopened.step).model_copy(update={"runs": (*runs[:-1], reopened)})


def _kept(timeline: Timeline, step: int) -> Timeline:
    return timeline.model_copy(update={"skipped": tuple(place for place in timeline.skipped if place != step)})


def undoes(timeline: Timeline, now: datetime) -> bool:
    """Whether going back would undo an accident: just moved on, and nothing was decided in the step since."""
    match timeline.runs:
        case (*_, before, last):
            quick = timeline.elapsed(last, now) <= timeline.undo_within
            return before.step < last.step and not last.given and quick
        case _:
            return False


def _require_to_come(timeline: Timeline, step: int) -> None:
    here = timeline.current.step if timeline.current else -1
    if timeline.finished or not here < step < len(timeline.steps):
        raise NotPossible("Only a step that is still to come can be changed.")

"""What each choice of the facilitator would cost, before it is made: in seconds, and in words."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Literal

from services.clinic.domain.timing import moves
from services.clinic.domain.timing.forecast import Forecast, forecast
from services.clinic.domain.timing.timeline import Frozen, NotPossible, Timeline, between
from services.clinic.domain.timing.words import MINUTE, in_minutes, minutes, short

type Action = Literal[
    "start", "start whole", "extend", "shorten", "end now", "skip", "bring back", "back", "pause", "resume"
]

EXTENSIONS = (MINUTE, 2 * MINUTE, 5 * MINUTE)


class Effect(Frozen):
    """What a step to come is to take, in seconds, without and with the choice."""

    step: int
    name: str
    before: int
    after: int


class Choice(Frozen):
    """What may be chosen, and what it would lead to. Not possible: the words say why.

    `asked`: the seconds to extend by, as offered; `seconds`: those that can be given. Negative, they are taken.
    `later`: how much later it all ends; negative: earlier. `overrun`: how far that is past the hard stop.
    `undoes`: it takes back what was done before, and nothing has been decided since that hangs on it.
    """

    action: Action
    words: str
    possible: bool = True
    step: int | None = None
    asked: int = 0
    seconds: int = 0
    later: int = 0
    overrun: int = 0
    effects: tuple[Effect, ...] = ()
    undoes: bool = False


type Made = Callable[[], Timeline]


def choices(timeline: Timeline, now: datetime) -> tuple[Choice, ...]:
    """Everything the facilitator may choose now, in the order to offer it."""
    now = timeline.at(now)
    if timeline.finished:
        return (_choice(timeline, now, "back", lambda: moves.back(timeline, now)),)
    if timeline.current is None:
        return tuple(_starts(timeline, now))
    return (
        *(_extension(timeline, now, seconds) for seconds in (*EXTENSIONS, -MINUTE)),
        *_going_on(timeline, now),
        *_outs_and_ins(timeline, now, timeline.current.step),
        _back(timeline, now),
        Choice(action="resume", words="The clock goes on.", undoes=True) if timeline.paused else _pause(timeline, now),
        *_taking_back_time(timeline, now, timeline.current.given),
    )


def _starts(timeline: Timeline, now: datetime) -> Iterator[Choice]:
    """To start; late, there is the choice to make up for it or to end later."""
    yield _choice(timeline, now, "start", lambda: moves.start(timeline, now))
    if now > timeline.starts_at:
        yield _choice(timeline, now, "start whole", lambda: moves.start(moves.put_off(timeline, now), now))


def _going_on(timeline: Timeline, now: datetime) -> Iterator[Choice]:
    """The last step is not ended by going on: the clinic is closed then."""
    if timeline.following(timeline.running().step):
        yield _choice(timeline, now, "end now", lambda: moves.next_step(timeline, now))


def _back(timeline: Timeline, now: datetime) -> Choice:
    back = _choice(timeline, now, "back", lambda: moves.back(timeline, now))
    return back.model_copy(update={"undoes": moves.undoes(timeline, now)})


def _taking_back_time(timeline: Timeline, now: datetime, given: int) -> Iterator[Choice]:
    """What the step was given beyond its plan, or had taken from it, can be taken back as far as it was not used."""
    if given:
        yield _extension(timeline, now, -given).model_copy(update={"undoes": True})


def _extension(timeline: Timeline, now: datetime, seconds: int) -> Choice:
    granted = moves.extension(timeline, now, seconds)
    action: Action = "extend" if seconds > 0 else "shorten"
    choice = _choice(timeline, now, action, lambda: moves.extend(timeline, now, seconds), seconds=granted)
    choice = choice.model_copy(update={"asked": seconds})
    if granted and granted != seconds:
        only = f"Only {minutes(abs(granted))} can be {'added' if seconds > 0 else 'taken'}."
        choice = choice.model_copy(update={"words": f"{only} {choice.words}"})
    return choice


def _outs_and_ins(timeline: Timeline, now: datetime, here: int) -> Iterator[Choice]:
    """Leaving out an optional step that is to come, and bringing back what was left out."""
    for step in range(here + 1, len(timeline.steps)):
        if step in timeline.skipped:
            back_in = _choice(timeline, now, "bring back", partial(moves.bring_back, timeline, step), step=step)
            yield back_in.model_copy(update={"undoes": True})
        elif timeline.steps[step].span.optional:
            yield _choice(timeline, now, "skip", partial(moves.skip, timeline, now, step), step=step)


def _pause(timeline: Timeline, now: datetime) -> Choice:
    room = None if timeline.hard_stop is None else between(forecast(timeline, now).ends_at, timeline.hard_stop)
    if room is None:
        words = "Everything to come moves by as long as the pause lasts."
    elif room > 0:
        words = f"Everything to come moves with the pause. After {minutes(room)} the hard stop makes it shorter."
    else:
        words = "The hard stop does not move: what is still to come gets shorter with every minute of pause."
    return Choice(action="pause", words=words)


def _choice(
    timeline: Timeline, now: datetime, action: Action, made: Made, *, seconds: int = 0, step: int | None = None
) -> Choice:
    try:
        after = made()
    except NotPossible as refused:
        return Choice(action=action, words=str(refused), possible=False, step=step)
    without, then = _without(timeline, now), forecast(after, now)
    effects = _effects(without, then)
    later = between(without.ends_at, then.ends_at)
    return Choice(
        action=action,
        words=_words(effects, later, then.overrun),
        step=step,
        seconds=seconds,
        later=later,
        overrun=then.overrun,
        effects=effects,
    )


def _effects(without: Forecast, then: Forecast) -> tuple[Effect, ...]:
    return tuple(
        Effect(step=old.step, name=old.name, before=old.seconds, after=new.seconds)
        for old, new in zip(without.slots, then.slots, strict=True)
        if old.state == "to come" and new.state in ("to come", "running") and old.seconds != new.seconds
    )


def _without(timeline: Timeline, now: datetime) -> Forecast:
    """What to compare with: what is expected now, and before the start what was planned at first."""
    if timeline.runs:
        return forecast(timeline, now)
    return forecast(timeline, timeline.starts_at)


def _words(effects: tuple[Effect, ...], later: int, overrun: int) -> str:
    said = [sentence for effect in effects if (sentence := _said(effect))]
    if effects and not said:
        said.append("What is still to come changes by seconds only.")
    if later:
        said.append(f"The clinic would end {minutes(abs(later))} {'later' if later > 0 else 'earlier'}.")
    if overrun:
        said.append(f"That is {minutes(overrun)} past the hard stop.")
    return " ".join(said) or "Nothing else changes."


def _said(effect: Effect) -> str | None:
    before, after = short(effect.before), short(effect.after)
    if before == after:
        return None
    if effect.after < effect.before:
        return f"{effect.name} would keep {after} of {in_minutes(effect.before)}."
    return f"{effect.name} would have {after} instead of {in_minutes(effect.before)}."

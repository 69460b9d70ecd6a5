"""The protocol's minutes as the clock's seconds. Pure.

A protocol writes a step's minutes as a range, or as one number. One number says how long it usually is: the handbook's
table is indicative, and its proportions stay while the whole gets longer or shorter. So such a step may give way down to
half of it and grow by a third; only silence is as long as it is. What somebody asked for when they scheduled the clinic is
always inside the range.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from services.clinic.domain.protocols.plan import plan, step_and_loop, step_of, times_of
from services.clinic.domain.timing.first_plan import first_fit
from services.clinic.domain.timing.timeline import Span, Stories, TimedStep, Timeline, sized_by_stories
from services.clinic.domain.timing.words import whole_minutes
from shared.contracts.base import Id
from shared.contracts.protocol import PlannedStep, Protocol, Step, StepTime

MINUTE = 60


class Experienced(NamedTuple):
    """How many have a related experience: those who said so before, and a show of hands if there was one."""

    said: int = 0
    counted: int | None = None


UNKNOWN = Experienced()


def tells_stories(step: Step) -> bool:
    """Whether it lasts as long as there are members with a related experience."""
    return set(step.takes) == {"experience"}


def span_of(step: Step, minutes: int, times: int = 1, experienced: Experienced = UNKNOWN) -> Span:
    """What a step may take when these minutes are wished for it, for each of `times` people."""
    wished = minutes * times * MINUTE
    least, most = step.minutes.min * times * MINUTE, step.minutes.max * times * MINUTE
    if least == most and not step.silent:
        least, most = wished // 2, wished * 4 // 3
    span = Span(minimum=min(least, wished), plan=wished, maximum=max(most, wished), optional=step.optional)
    if not tells_stories(step):
        return span
    if experienced.counted is not None:
        return sized_by_stories(span, experienced.counted)
    if experienced.said and minutes == step.minutes.plan:
        # Who was there before may not be all who are, so there is room for more of them.
        return span.model_copy(update={"plan": span.clip(experienced.said * Stories().each)})
    return span


def time_of(span: Span, first: int) -> StepTime:
    return StepTime(least=span.minimum, plan=span.plan, most=span.maximum, first=first, optional=span.optional)


def span_in(time: StepTime) -> Span:
    return Span(minimum=time.least, plan=time.plan, maximum=time.most, optional=time.optional)


def lay_out(
    protocol: Protocol,
    minutes: Mapping[str, int],
    presenters: Sequence[Id | None],
    people: Sequence[Id | None],
    experienced: Experienced = UNKNOWN,
) -> tuple[PlannedStep, ...]:
    """The steps for those who are there, each with what it may take; it is first given what is planned for it."""
    return tuple(
        planned_step.model_copy(update={"time": time_of(span, span.plan), "minutes": whole_minutes(span.plan)})
        for planned_step in plan(protocol, minutes, presenters, people)
        for step, each in [step_and_loop(protocol, planned_step)]
        for span in [span_of(step, minutes[planned_step.of], times_of(step, each, presenters, people), experienced)]
    )


def fitted(
    steps: Sequence[PlannedStep], starts_at: datetime, available: int | None, hard_stop: datetime | None
) -> tuple[PlannedStep, ...]:
    """The same steps as they are first given time, in seconds available from the start."""
    spans = [span_in(step.time) for step in steps if step.time]
    first = first_fit(spans, starts_at, usual(steps) if available is None else available, hard_stop)
    return tuple(
        planned_step.model_copy(update={"time": time_of(span, seconds), "minutes": whole_minutes(seconds)})
        for planned_step, span, seconds in zip(steps, spans, first, strict=True)
    )


def usual(steps: Sequence[PlannedStep]) -> int:
    """How long it takes if every step gets what is planned for it, in seconds."""
    return sum(step.time.plan for step in steps if step.time)


def least(steps: Sequence[PlannedStep]) -> int:
    """How long it takes at its shortest, in seconds, with what is optional left out."""
    return sum(step.time.least for step in steps if step.time and not step.time.optional)


def timeline_of(
    protocol: Protocol,
    steps: Sequence[PlannedStep],
    counts_from: datetime,
    available: int,
    hard_stop: datetime | None,
) -> Timeline:
    """The clock of a clinic that goes through these steps, before it begins."""
    times = [
        step.time or time_of(span_of(step_of(protocol, step), step.minutes), step.minutes * MINUTE) for step in steps
    ]
    return Timeline(
        steps=tuple(
            TimedStep(name=_name(protocol, planned_step), span=span_in(time))
            for planned_step, time in zip(steps, times, strict=True)
        ),
        starts_at=counts_from,
        available=available or sum(time.plan for time in times),
        hard_stop=hard_stop,
        first_plan=tuple(time.first for time in times),
    )


def _name(protocol: Protocol, planned: PlannedStep) -> str:
    """How a step is spoken of; in a loop with the number of the round."""
    heading = step_of(protocol, planned).heading
    return heading if planned.name == planned.of else f"{heading} {planned.name.rpartition('_')[2]}"

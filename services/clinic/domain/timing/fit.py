"""Fits steps into the time there is.

The need: a community has an hour, or 45 minutes, or what a late start left of it. What the steps then take should be
what an experienced facilitator would give them: the method's proportions, within what each step can bear, and no
surprises.

The way: picture each step as a vessel with a bottom (minimum) and a rim (maximum), as wide as its plan is long. Water
is poured in up to one common level; level 1 is the plan. A step whose bottom lies above the level stays at its bottom,
one whose rim lies below it stays at its rim, and all others get the same multiple of their plan. That is what "the
proportions stay about the same" means once there are ranges. Four bands are filled one after the other:

1. what has to be there, from minimum to plan, while optional steps stay at their minimum;
2. optional steps, from minimum to plan;
3. every step, from plan to maximum;
4. steps with no time planned at all, which have no proportion to grow by, up to their maximum.

Read from above: when time gets short, optional steps give way before any other does.

Why this and not, say, scaling and clipping in a loop: as more water is poured, no level ever sinks. No step gets
shorter because there is more time, so the changes of all steps together are exactly the change of the whole, and none
moves by more than that. The levels are exact fractions; whole seconds come from them by the largest remainder, which
keeps the total and the ranges (they are whole) and moves a step by less than a second. Hence the bound: n seconds
more make no step more than n + 1 seconds longer, and none more than one second shorter; and so for n seconds less.

The ranges are stronger than the time available, and the hard stop is stronger than the time available but not than the
minimums: if they do not fit, every step is at its minimum and the result says by how much it ends too late.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import Protocol

from pydantic import BaseModel, ConfigDict


class Range(Protocol):
    """How long a step may take, in seconds."""

    @property
    def minimum(self) -> int: ...

    @property
    def plan(self) -> int: ...

    @property
    def maximum(self) -> int: ...

    @property
    def optional(self) -> bool: ...


class Fit(BaseModel):
    """What each step gets, in seconds, in the given order.

    `late` is how much longer it all takes than the time available, `overrun` how far it goes past the hard stop; then nothing
    shorter is possible without leaving a step out. `spare` is time that no step can use.
    """

    model_config = ConfigDict(frozen=True)

    seconds: tuple[int, ...]
    late: int = 0
    overrun: int = 0
    spare: int = 0

    @property
    def total(self) -> int:
        return sum(self.seconds)


def fit(spans: Sequence[Range], available: int, hard_stop: int | None = None) -> Fit:
    """Give each step its seconds. `available` and `hard_stop` are counted from now, and negative when already past."""
    wished = available if hard_stop is None else min(available, hard_stop)
    least, most = sum(span.minimum for span in spans), sum(span.maximum for span in spans)
    total = min(max(wished, least), most)
    return Fit(
        seconds=_whole(_shares(spans, total), total),
        late=max(0, total - available),
        overrun=0 if hard_stop is None else max(0, total - hard_stop),
        spare=max(0, wished - total),
    )


def _shares(spans: Sequence[Range], total: int) -> list[Fraction]:
    """Pour `total` into the first band that is not full."""
    bands = [
        [span.minimum for span in spans],
        [span.minimum if span.optional else span.plan for span in spans],
        [span.plan for span in spans],
        [span.maximum if span.plan else 0 for span in spans],
        [span.maximum for span in spans],
    ]
    widths = [span.plan or span.maximum or 1 for span in spans]
    upper = next(number for number, band in enumerate(bands) if number and total <= sum(band))
    return _poured(bands[upper - 1], bands[upper], widths, total)


def _poured(bottoms: list[int], rims: list[int], widths: list[int], total: int) -> list[Fraction]:
    """Each vessel's content at the one level at which they hold `total` together."""

    def at(level: Fraction) -> list[Fraction]:
        return [
            min(max(level * width, Fraction(bottom)), Fraction(rim))
            for bottom, rim, width in zip(bottoms, rims, widths, strict=True)
        ]

    # Between two neighbouring corners the same vessels fill, evenly; so the level lies a plain division above the lower one.
    corners = {Fraction(edge, width) for edges in (bottoms, rims) for edge, width in zip(edges, widths, strict=True)}
    corner = max((corner for corner in corners if sum(at(corner)) <= total), default=Fraction(0))
    missing = total - sum(at(corner))
    if not missing:
        return at(corner)
    filling = sum(
        width for bottom, rim, width in zip(bottoms, rims, widths, strict=True) if bottom <= corner * width < rim
    )
    return at(corner + Fraction(missing) / filling)


def _whole(shares: list[Fraction], total: int) -> tuple[int, ...]:
    """Whole seconds by the largest remainder; among equals the earlier step gets it."""
    seconds = [floor(share) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda number: seconds[number] - shares[number])
    for number in by_remainder[: total - sum(seconds)]:
        seconds[number] += 1
    return tuple(seconds)

"""The stops of a visit by their days, as those who are there follow them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from shared.contracts import trips as t


@dataclass(frozen=True)
class OneDay:
    date: date | None
    """None where nobody knows yet."""
    stops: tuple[t.StopOfDay, ...]
    is_on: bool
    """Whether it is the one to look at now: today's, else the next one to come, after the visit the last."""


def days_of(stops: Sequence[t.StopOfDay], now: datetime) -> tuple[OneDay, ...]:
    dated: list[tuple[date | None, t.StopOfDay]] = []
    last: date | None = None
    for stop in stops:
        last = stop.begins.local.date() if stop.begins else last
        dated.append((last, stop))
    grouped = [
        (day, tuple(stop_of_day for _, stop_of_day in some)) for day, some in groupby(dated, key=lambda pair: pair[0])
    ]
    here = _today(stops, now)
    coming = [number for number, (day, _) in enumerate(grouped) if day is not None and day >= here]
    current = coming[0] if coming else len(grouped) - 1
    return tuple(OneDay(day, some, number == current) for number, (day, some) in enumerate(grouped))


def _today(stops: Sequence[t.StopOfDay], now: datetime) -> date:
    """On the clocks of the stop that began last, or of the first one."""
    begins = [stop.begins for stop in stops if stop.begins]
    begun = [begin for begin in begins if begin.instant <= now]
    place = begun[-1].zone if begun else begins[0].zone if begins else "UTC"
    return now.astimezone(ZoneInfo(place)).date()

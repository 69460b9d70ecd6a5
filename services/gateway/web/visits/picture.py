"""The picture of a programme: each stop where it is in its day and as long as it takes, by what its time is spent on.

Practice against room time is to be seen at a glance. Pure; lengths are minutes until they are drawn.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from services.gateway.i18n.gettext import _, gettext
from services.gateway.web.visits.labels import SORTS
from services.gateway.web.visits.times import lasting
from shared.contracts import trips as t

WIDE, NARROW = 720, 340
"""Of the picture, in its own units: for a laptop, and for a phone, where letters must stay as large."""
DAY = 24 * 60
LANE, BAR, ROW = 38, 32, 26
"""How high are: a bar with its margin, a bar, what stands above the bars of a day."""
NUMBERED = 18
"""Narrower bars have no number on them."""
LETTER = 7.5
SHORTEST_TITLE = 5
UNKNOWN = 15
"""As long as this a stop is drawn whose length nobody knows."""
EVERY = (30, 60, 120, 180, 240, 360, 480)
TICK = 64
"""So far apart are times under the picture, at least."""


@dataclass(frozen=True)
class Spell:
    """One stop, as far as its time is known."""

    number: int
    title: str
    sort: t.Sort
    day: int
    into: int | None
    """Minutes after midnight of the first day."""
    minutes: int
    """0 where nobody knows."""


@dataclass(frozen=True)
class Bar:
    number: int
    title: str
    sort: t.Sort
    x: float
    y: int
    width: float
    sure: bool
    """Whether it is known both when it begins and how long it takes."""

    @property
    def label(self) -> str:
        """What fits on it."""
        if self.width < NUMBERED:
            return ""
        room = int((self.width - 8) / LETTER) - 3
        if room < SHORTEST_TITLE:
            return str(self.number)
        title = self.title if len(self.title) <= room else self.title[: room - 1].rstrip() + "…"
        return f"{self.number} {title}"


@dataclass(frozen=True)
class Row:
    """One day."""

    day: int
    y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Tick:
    x: float
    clock: str


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]


def spells(stops: Iterable[t.StopView]) -> tuple[Spell, ...]:
    return tuple(
        Spell(number, stop.title, stop.sort, stop.day, stop.into_minutes, stop.takes_minutes)
        for number, stop in enumerate(stops, 1)
    )


def picture(stops: Sequence[Spell], width: int = WIDE) -> Picture:
    days = [(day, _set_out(list(some))) for day, some in groupby(sorted(stops, key=lambda stop: stop.day), _day)]
    begins = min((at for _, some in days for _, at, _ in some), default=0)
    ends = max((at + takes for _, some in days for _, at, takes in some), default=0)
    clocks = any(stop.into is not None for stop in stops)
    if clocks:
        begins, ends = begins // 60 * 60, -(-ends // 60) * 60
    scale = width / max(1, ends - begins)
    rows, y = [], 0
    for day, some in days:
        bars, lanes = _bars(some, begins, scale, y + (ROW if len(days) > 1 else 4))
        rows.append(Row(day, y, bars))
        y += lanes * LANE + (ROW if len(days) > 1 else 4)
    ticks = _ticks(begins, ends, scale, width) if clocks else ()
    return Picture(width, y, tuple(rows), ticks)


def _day(spell: Spell) -> int:
    return spell.day


def _set_out(stops: Sequence[Spell]) -> list[tuple[Spell, int, int]]:
    """The stops of a day: when in it each begins, and how long it is drawn. One that nobody timed follows the one before it."""
    out: list[tuple[Spell, int, int]] = []
    at = 0
    first = next((stop.into for stop in stops if stop.into is not None), None)
    if first is not None:
        at = first - (stops[0].day - 1) * DAY
    for stop in stops:
        if stop.into is not None:
            at = stop.into - (stop.day - 1) * DAY
        takes = stop.minutes or UNKNOWN
        out.append((stop, at, takes))
        at += takes
    return out


def _bars(stops: Sequence[tuple[Spell, int, int]], begins: int, scale: float, top: int) -> tuple[tuple[Bar, ...], int]:
    """The bars of one day, those at the same time below each other; and how many are below each other."""
    lanes: list[int] = []
    bars = []
    for stop, at, takes in stops:
        lane = next((number for number, free in enumerate(lanes) if free <= at), len(lanes))
        lanes[lane : lane + 1] = [at + takes]
        x, width = (at - begins) * scale, takes * scale
        sure = stop.into is not None and stop.minutes > 0
        bars.append(Bar(stop.number, stop.title, stop.sort, round(x, 1), top + lane * LANE, round(width, 1), sure))
    return tuple(bars), len(lanes)


def _ticks(begins: int, ends: int, scale: float, width: int) -> tuple[Tick, ...]:
    most = width // TICK
    every = next((number for number in EVERY if (ends - begins) / number <= most), EVERY[-1])
    first = -(-begins // every) * every
    return tuple(
        Tick(round((minute - begins) * scale, 1), f"{minute // 60 % 24}:{minute % 60:02}")
        for minute in range(first, ends + 1, every)
    )


@dataclass(frozen=True)
class Balance:
    """Practice against room time."""

    practice: int
    room: int

    @property
    def share(self) -> float:
        """Of the practice, from 0 to 1; all of it where nothing is in a room."""
        return self.practice / (self.practice + self.room) if self.practice + self.room else 0.0

    @property
    def words(self) -> str:
        return _("{practice} with practitioners at work, {room} in a room").format(
            practice=lasting(self.practice), room=lasting(self.room)
        )


def in_words(stops: Sequence[Spell], balance: Balance) -> str:
    """The picture in words, for those who don't see it."""
    told = [
        _("{number}. {title}: {length}, {spent}").format(
            number=stop.number,
            title=stop.title,
            length=lasting(stop.minutes) if stop.minutes else _("nobody knows how long"),
            spent=gettext(SORTS[stop.sort]),
        )
        for stop in stops
    ]
    return f"{balance.words}. {'; '.join(told)}." if told else f"{balance.words}."


__all__ = ["NARROW", "WIDE", "Balance", "Picture", "Spell", "in_words", "picture", "spells"]

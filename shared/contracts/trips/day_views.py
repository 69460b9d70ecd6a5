"""The day of a visit as people follow it: where it is now, what comes next, who is there."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from shared.contracts.trips.day import Presence
from shared.contracts.trips.programme import Link
from shared.contracts.trips.queries import TripsQuery
from shared.contracts.types import Id, Value, When

__all__ = [
    "DayView",
    "GetDay",
    "GetDelayedDay",
    "GetRoll",
    "GuideNote",
    "RollLine",
    "RollView",
    "StopOfDay",
]


class GetDay(TripsQuery):
    """The day as whoever asks may see it. A guest sees the stops they are invited to."""

    visit_id: Id


class GetDelayedDay(TripsQuery):
    """The day as it would be if it ran late; for those who look after the visit.

    Refused as `RunLate` would be. Nothing moves; see `DayView.stops` for what would.
    """

    visit_id: Id
    minutes: Annotated[int, Field(ge=-600, le=600)]
    stop_id: Id | None = None
    """The first one that is late; the next one that has not begun, if nothing is said."""


class GetRoll(TripsQuery):
    """Who is expected at a stop and what is known of them; for those who look after the visit."""

    visit_id: Id
    stop_id: Id


class StopOfDay(Value):
    """One stop, as far as it has come."""

    stop_id: Id
    title: str
    begins: When | None
    ends: When | None
    planned: When | None = None
    """When it was to begin before the day ran late."""
    late_minutes: int = 0
    skipped: bool = False
    left: bool = False
    fixed: bool = False


class RollLine(Value):
    """One person on the roll of a stop."""

    member_id: Id
    presence: Presence | None
    """At this stop; none where nobody has said."""
    before: Presence | None = None
    """What was last known of them, at another stop."""
    accounted: bool
    """Whether they are there, or it is known that they do not come along."""
    taken_at: datetime | None = None
    group: int | None = None
    guest: bool = False


class RollView(Value):
    """Those who are on the roll of a stop, and how many of them nobody can account for."""

    visit_id: Id
    version: int
    stop_id: Id
    unaccounted: int
    people: tuple[RollLine, ...]


class GuideNote(Value):
    id: Id
    stop_id: Id | None
    text: str
    shared: bool


class DayView(Value):
    visit_id: Id
    version: int
    started: bool
    over: bool
    now: Id | None
    """The stop that runs, by the clock and by what was left; none between two stops."""
    next: Id | None
    link: Link | None
    """Where those online join now."""
    stops: tuple[StopOfDay, ...]
    notes: tuple[GuideNote, ...]
    warnings: tuple[str, ...]
    """What no longer fits, in words; for those who look after the visit."""
    tell: tuple[str, ...]
    """Names of people of the place whose stops have moved or fall out: nobody but the host can tell them."""

"""What is kept of a visit, and who sees which photo. Pure."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from shared.contracts import trips as c
from shared.contracts.pictures import Picture
from shared.contracts.types import Id

ASKED_AFTER = timedelta(weeks=6)
ASKED_AT = time(10)
"""In the morning, on the clocks of the visit."""
MOST_DATES = 2
"""How often somebody is asked about one thing: again where it was too early to tell, and then no more."""


class Memory(BaseModel):
    """One thing that somebody keeps: of a photo `text` is what it shows."""

    model_config = ConfigDict(frozen=True)

    id: Id
    member_id: Id
    what: c.MemoryKind
    stop_id: Id | None
    at: datetime
    text: str
    picture: Picture | None = None
    people: bool = False
    agreed: bool = False
    against: frozenset[Id] = frozenset()
    due_at: datetime | None = None
    """When its author is asked about it, while they are still to tell."""
    dates: int = 0
    """How many days they were given for it."""
    done: c.Done | None = None
    result: c.Result | None = None
    story: str | None = None

    @property
    def shown(self) -> bool:
        """Whether all who may see its stop may see it: nobody on it objects, and they are known to agree."""
        return not self.against and (self.agreed or not self.people)

    def visible(self, viewer: Id, host: Id) -> bool:
        return self.shown or viewer in (self.member_id, host) or viewer in self.against


def asked_on(ends_at: datetime, chosen: datetime | None, zone: str, now: datetime) -> datetime:
    """When somebody who says now what they will try is asked about it: on the day chosen for the visit, or six weeks after it;
    where that is past, six weeks from now."""
    usual = chosen or weeks_after(ends_at, zone)
    return usual if usual > now else weeks_after(now, zone)


def weeks_after(moment: datetime, zone: str) -> datetime:
    """The morning six weeks later."""
    there = moment.astimezone(ZoneInfo(zone)).date() + ASKED_AFTER
    return datetime.combine(there, ASKED_AT, ZoneInfo(zone)).astimezone(moment.tzinfo)


def next_asked(intentions: Iterable[Memory], now: datetime) -> datetime | None:
    """When a member is asked next about what they have not told; where there is no such day any more, when they were last."""
    days = [intention.due_at for intention in intentions if intention.due_at is not None]
    to_come = [day for day in days if day > now]
    return min(to_come) if to_come else max(days, default=None)

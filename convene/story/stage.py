"""Where a story is played: on a clock that is fast, or one that stands until it is moved; and the moments stories share."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from convene.story.letters import Letter, reminded
from convene.story.people import Api
from convene.story.play import ZONE, Cast

DAY = timedelta(days=1)
LEADS = {"7 days": 7 * DAY, "24 hours": DAY, "1 hour": timedelta(hours=1)}
NUDGED_AFTER = 7 * DAY
"""When somebody who was asked and has not told is asked again."""


class Stage(Protocol):
    """What a story needs beside its people."""

    api: Api
    cast: Cast

    def now(self) -> datetime:
        """Convene's time."""
        ...

    async def comes(self, moment: datetime) -> None:
        """Wait until it is this time; at once where it is later already."""
        ...

    async def happens(self, name: str, **data: str) -> None:
        """Wait until an event of this name, with this in it, was told."""
        ...

    async def posted(self, letters: Iterable[Letter]) -> None:
        """These must arrive: wait until they have, for what takes a moment here takes hours in the story."""
        ...

    def called(self, topic: str, name: str) -> None:
        """What the clinic or visit with this id is called for short."""
        ...


def day_after(stage: Stage, days: int, hour: int) -> datetime:
    """That hour, where the story happens, so many days from today."""
    zone = ZoneInfo(ZONE)
    today = stage.now().astimezone(zone).date()
    return datetime.combine(today + timedelta(days=days), time(hour), zone)


async def until_it_begins(stage: Stage, title: str, starts: datetime, readers: Sequence[str], since: datetime) -> None:
    """Every reminder that was still to come when it got its time (`since`) reaches its readers; then it is time."""
    for lead, before in LEADS.items():
        # A week before is the same time of day; hours are hours, also where clocks change in between.
        due_at = starts - before if before > DAY else starts.astimezone(UTC) - before
        if due_at > since:
            await stage.comes(due_at)
            await stage.posted(reminded(readers, lead, title))
    await stage.comes(starts)


async def step_over(stage: Stage, clinic: str, step: str) -> None:
    """Wait until a step's time is over, and the timer has said so."""
    seen = await stage.api.get(f"/api/clinics/{clinic}", next(iter(stage.cast.people.values())))
    [run] = [name for name in seen["steps"] if name["name"] == step]
    await stage.comes(datetime.fromisoformat(run["ends_at"]))
    await stage.happens("StepTimeUp", topic=clinic, step=step)


def made(answer: dict[str, Any], field: str) -> str:
    """An id from the first event of an answer."""
    found: str = answer["events"][0]["data"][field]
    return found

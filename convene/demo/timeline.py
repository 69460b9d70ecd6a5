"""The live timeline in the terminal: what happens, and what arrives, as it does."""

import asyncio
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from convene.stack.postbox import Postbox
from convene.story.people import Api, Person
from convene.story.play import ZONE, Cast
from shared.clock import Clock

STYLES = {
    "CaseProposed": "bold",
    "ClinicStepStarted": "bold cyan",
    "FollowUpDue": "bold magenta",
    "ReminderDue": "yellow",
}
DETAILS = ("step", "lead", "role", "state", "minutes")
TOPICS = ("clinic_id", "visit_id", "topic")
"""Where an event says what it is about."""
QUIET = ("convene.notify.", "convene.scheduler.Timer", "convene.scheduler.Topic")
"""What is told by the mails that arrive, or by the timers when they ring."""


class Timeline:
    """Prints events and arrivals, and lets the story wait for an event."""

    def __init__(self, console: Console, clock: Clock, cast: Cast) -> None:
        self.seen: list[dict[str, Any]] = []
        self.topics: dict[str, str] = {}
        """What clinics and visits are called for short, by their ids."""
        self._console = console
        self._clock = clock
        self._cast = cast
        self._news = asyncio.Condition()

    async def follow(self, api: Api, person: Person) -> None:
        """Print the community's events for ever."""
        async for event in api.events(self._cast.community, person):
            if "data" not in event:
                continue
            name = str(event["type"]).rpartition(".")[2]
            data = event["data"]
            about = next((self.topics[data[key]] for key in TOPICS if data.get(key) in self.topics), "")
            details = ", ".join([about, *(str(data[key]) for key in DETAILS if key in data)]).removeprefix(", ")
            who = self._name(str(data.get("member_id") or data.get("presenter_id") or ""))
            if not str(event["type"]).startswith(QUIET):
                self._line(datetime.fromisoformat(event["time"]), name, who, details, STYLES.get(name, ""))
            async with self._news:
                self.seen.append(event)
                self._news.notify_all()

    async def arrivals(self, box: Postbox) -> None:
        """Print mails and chat posts for ever, as they arrive."""
        mails = chats = 0
        while True:
            before = (mails, chats)
            await box.until(lambda: (len(box.mails), len(box.chats)) != before, seconds=3600)  # noqa: B023
            for mail in box.mails[mails:]:
                self._line(self._clock.now(), "  mail", mail.recipients[0], mail.subject, "green")
            for chat in box.chats[chats:]:
                self._line(self._clock.now(), "  chat", chat.channel, chat.text.splitlines()[0], "blue")
            mails, chats = len(box.mails), len(box.chats)

    async def until(self, name: str, seconds: float, **data: str) -> None:
        """Wait until an event of this name with this data was seen. `TimeoutError` after so many real seconds."""

        def there() -> bool:
            return any(
                str(event["type"]).endswith(f".{name}") and data.items() <= event["data"].items() for event in self.seen
            )

        try:
            async with asyncio.timeout(seconds), self._news:
                await self._news.wait_for(there)
        except TimeoutError:
            raise TimeoutError(f"{name} {data or ''} did not happen within {seconds:.0f} s") from None

    def _name(self, member: str) -> str:
        return next((person.name for person in self._cast.people.values() if person.id == member), "")

    def _line(self, at: datetime, what: str, who: str, details: str, style: str) -> None:
        when = at.astimezone(ZoneInfo(ZONE))
        line = Text(f"{when:%a %d %b %H:%M}  ", style="dim")
        line.append(f"{what:<22}", style=style)
        line.append(f"{who:<24}", style="")
        line.append(details, style="dim")
        self._console.print(line, overflow="ellipsis", no_wrap=True, crop=True)

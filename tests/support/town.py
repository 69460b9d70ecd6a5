"""All services together on the run's bus and store, with a real mail server and chat receiver, and people on HTTP."""

import asyncio
import importlib
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Self

import aiohttp
import nats
import orjson
from aiosmtpd.smtp import SMTP, Envelope, Session
from nats.aio.msg import Msg

from convene.stack.postbox import Postbox
from convene.story import play
from convene.story.people import Api
from services import SERVICES
from services.scheduler.adapters.timer_index import TimerIndex
from shared.clock import StoppedClock
from shared.runtime.runtime import Runtime
from shared.settings import Settings
from tests.support.provisioned import provisioned
from tests.support.world import World

MONDAY = datetime(2024, 9, 16, 12, 0, tzinfo=UTC)
"""Where the clock stands at first. Real time is later, so alarms ring at once and wait for this clock to be moved."""
PATIENCE = 30.0
PAUSE = 0.02


class MailRoom(Postbox):
    """A postbox whose mail server can be told to take nothing for now."""

    shut = False

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.shut:
            return "451 Come back later"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"


class Ears:
    """A plain subscriber of everything that the bus carries on its own: events and alarms."""

    def __init__(self) -> None:
        self.messages: list[Msg] = []
        self._news = asyncio.Condition()

    async def hear(self, message: Msg) -> None:
        self.messages.append(message)
        async with self._news:
            self._news.notify_all()

    def heard(self, name: str, **data: object) -> list[dict[str, Any]]:
        """What the events of this name, with this in them, say."""
        events = [orjson.loads(message.data) for message in self.messages if message.subject.endswith(f".{name}")]
        return [event["data"] for event in events if data.items() <= event["data"].items()]

    async def until(self, name: str, **data: object) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: self.heard(name, **data))
        return self.heard(name, **data)[0]


class Town:
    """`comes` moves the clock and waits until all that follows has happened."""

    def __init__(
        self, settings: Settings, box: MailRoom, session: aiohttp.ClientSession, since: datetime = MONDAY
    ) -> None:
        self.settings = settings
        self.box = box
        self.clock = StoppedClock(since)
        self.cast = play.cast("example.org")
        self.ears = Ears()
        self.runtimes: dict[str, Runtime] = {}
        self.api: Api
        self._session = session

    @classmethod
    @asynccontextmanager
    async def running(cls, settings: Settings, since: datetime = MONDAY) -> AsyncIterator[Self]:
        async with MailRoom() as box, aiohttp.ClientSession() as session:
            reachable = {"smtp_host": "127.0.0.1", "smtp_port": box.smtp_port, "http_port": 0}
            allowed = {"webhook_allow": f"127.0.0.1:{box.http_port}"}
            town = cls(settings.model_copy(update=reachable | allowed), box, session, since)
            bus = await nats.connect(settings.nats_url)
            for kind in ("ev", "alarm"):
                await bus.subscribe(f"{settings.bus_prefix}.{kind}.>", cb=town.ears.hear)
            await bus.flush()
            try:
                await town.open()
                yield town
            finally:
                await town.close()
                await bus.close()
                await World(settings).wipe(SERVICES)

    async def open(self, *names: str) -> None:
        """Start these services, or all."""
        services = {name: importlib.import_module(f"services.{name}.app").service for name in names or SERVICES}
        await provisioned(self.settings, *services.values())
        for name, service in services.items():
            self.runtimes[name] = await Runtime(service, self.settings, self.clock).__aenter__()
        self.api = Api(self._session, self.runtimes["gateway"].parts.address)

    async def close(self, *names: str) -> None:
        """Stop these services, or all that run."""
        for name in names or tuple(reversed(self.runtimes)):
            await self.runtimes.pop(name).__aexit__()

    async def gather(self) -> None:
        """Everybody of the story has joined; two of them want chat posts as well."""
        await play.found_community(self.api, self.cast, play.operator(self.settings))
        await play.gather(self.api, self.cast, self.box)
        await self.at_rest()

    async def comes(self, moment: datetime) -> None:
        self.clock.moment = moment
        await self.at_rest()

    async def at_rest(self, *, but_for_letters: bool = False) -> None:
        """Wait until all that happened was published and reacted to, every due timer rang, and every message is over."""
        before: Sequence[int] = ()
        async with asyncio.timeout(PATIENCE):
            while (now := await self._look()) != before or any(now[1 : 3 if but_for_letters else None]):
                before = now
                await asyncio.sleep(PAUSE)

    async def _look(self) -> Sequence[int]:
        """How far the events stream is, then what is still to be done: reactions, rings, deliveries."""
        for runtime in self.runtimes.values():
            if runtime.service.aggregates:
                await runtime.journal.settled()
        runtime = self.runtimes["gateway"]
        stream = runtime.subjects.events_stream
        consumers = [
            await runtime.js.consumer_info(stream, runtime.subjects.consumer(this_runtime.name))
            for this_runtime in self.runtimes.values()
            if this_runtime.service.reaction_handlers
        ]
        to_do = sum((consumer.num_pending or 0) + (consumer.num_ack_pending or 0) for consumer in consumers)
        due = await TimerIndex(self.runtimes["scheduler"].collection("timers")).due(self.clock.now())
        notify = self.runtimes.get("notify")
        letters = await notify.collection("outbox").count_documents({}) if notify else 0
        newest = (await runtime.js.stream_info(stream)).state.last_seq
        return newest, to_do, len(due), letters

    def mails(self, about: str) -> Counter[tuple[str, str]]:
        """Who got which mails about this: name and subject, without the part that says what it is about."""
        return Counter(
            (_name(mail.recipients[0]), mail.subject.replace(about, "..."))
            for mail in self.box.mails
            if about in mail.subject
        )

    def chats(self, about: str) -> Counter[tuple[str, str]]:
        """The same for chat posts, by their first lines."""
        lines = [(chat.channel, chat.text.strip().splitlines()[0]) for chat in self.box.chats]
        return Counter((channel, line.replace(about, "...")) for channel, line in lines if about in line)


def _name(address: str) -> str:
    return address.partition("@")[0].capitalize()

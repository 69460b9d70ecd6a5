"""A subscriber as another system would write one: it hears all events, and notes which came first and which next."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import orjson
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import api

from shared.bus.subjects import Subjects
from shared.journal.commit import order_of


@dataclass
class Heard:
    """What reached a subscriber. The same event may come again; what counts is when it came first."""

    first: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    """By event id: stream, version (after its epoch) and part, in the order in which they came first."""

    def note(self, event: dict[str, Any]) -> None:
        """An event as it is on the bus: a CloudEvent."""
        part = int(event["part"].partition("/")[0])
        order = order_of(event.get("epoch", 0), int(event["sequence"]))
        self.first.setdefault(event["id"], (event["subject"], order, part))

    def out_of_order(self) -> int:
        """How many events came first after a later one of the same thing."""
        last: dict[str, tuple[int, int]] = {}
        wrong = 0
        for stream, version, part in self.first.values():
            if (version, part) < last.get(stream, (0, 0)):
                wrong += 1
            last[stream] = max(last.get(stream, (0, 0)), (version, part))
        return wrong


@dataclass
class Listener:
    connection: Client
    subjects: Subjects
    name: str = "chaos_listener"
    heard: Heard = field(default_factory=Heard)

    async def listen(self) -> None:
        """For ever; whatever happens to the bus."""
        while True:
            with suppress(NatsError, TimeoutError, OSError, AttributeError):
                await self._listen()
            await asyncio.sleep(0.1)

    async def _listen(self) -> None:
        js = self.connection.jetstream()
        config = api.ConsumerConfig(durable_name=self.name, ack_policy=api.AckPolicy.EXPLICIT, ack_wait=5)
        subscription = await js.pull_subscribe(
            self.subjects.all_events, durable=self.name, stream=self.subjects.events_stream, config=config
        )
        while True:
            try:
                messages = await subscription.fetch(200, timeout=0.5)
            except TimeoutError:
                continue
            for message in messages:
                self.heard.note(orjson.loads(message.data))
                await message.ack()

"""Takes events from the bus to a service's reactions: at least once, in order per thing, and never lost on the way."""

import asyncio
import inspect
from typing import TYPE_CHECKING

import structlog
from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, PullSub
from faststream.nats.message import NatsMessage

from shared.bus import cloudevents
from shared.bus.cloudevents import Meta, Unreadable
from shared.contracts.base import Event
from shared.domain import Actor, Refusal, not_found
from shared.locks import KeyedLocks
from shared.mongo import StoreError

if TYPE_CHECKING:
    from shared.house import House

log = structlog.get_logger(__name__)

AT_ONCE = 100
PAUSES = (0.2, 1, 2, 5, 10, 30, 60)
"""Seconds before the next try, by how often an event was delivered; the last one from there on."""
TRIES_FOR_MISTAKES = 5
"""An exception that is no outage is tried this often before the event is parked."""


class Reactor:
    """The durable consumer of one service."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self._locks = KeyedLocks()
        self._running = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def subscribe(self, broker: NatsBroker) -> None:
        subjects = self._house.subjects

        async def as_it_is(message: NatsMessage) -> NatsMessage:
            return message

        @broker.subscriber(
            subjects.all_events,
            stream=JStream(subjects.events_stream, declare=False),
            durable=subjects.consumer(self._house.name),
            pull_sub=PullSub(batch_size=AT_ONCE, timeout=2.0),
            ack_policy=AckPolicy.MANUAL,
            decoder=as_it_is,
            no_reply=True,
        )
        async def receive(message: NatsMessage) -> None:
            self._running += 1
            self._idle.clear()
            try:
                await self._receive(message)
            finally:
                self._running -= 1
                if not self._running:
                    self._idle.set()

    async def finish(self) -> None:
        """Wait for what has begun; the rest comes again to the next process."""
        await asyncio.wait([asyncio.ensure_future(self._idle.wait())], timeout=5)

    async def _receive(self, message: NatsMessage) -> None:
        raw = message.raw_message
        deliveries = raw.metadata.num_delivered
        try:
            await self._react_in_order(raw.subject, raw.data)
        except Unreadable as reason:
            await self._park(message, str(reason))
        except Refusal as refusal:
            if refusal.status == 503:  # noqa: PLR2004
                await self._later(message, deliveries, refusal)
            else:
                await self._park(message, f"refused: {refusal.detail}")
        except (StoreError, TimeoutError, OSError) as error:
            await self._later(message, deliveries, error)
        except Exception as error:
            log.exception("a mistake in a reaction", service=self._house.name, subject=raw.subject)
            if deliveries >= TRIES_FOR_MISTAKES:
                await self._park(message, repr(error))
            else:
                await self._later(message, deliveries, error)
        else:
            await message.ack()

    async def _later(self, message: NatsMessage, deliveries: int, error: Exception) -> None:
        pause = PAUSES[min(deliveries, len(PAUSES)) - 1]
        log.info("will react later", service=self._house.name, seconds=pause, reason=str(error)[:200])
        await message.nack(delay=pause)

    async def _park(self, message: NatsMessage, reason: str) -> None:
        raw = message.raw_message
        log.warning("parked an event", service=self._house.name, subject=raw.subject, reason=reason[:200])
        try:
            await self._house.dead_letters.park(raw.subject, raw.data, reason)
        except StoreError as error:
            await self._later(message, raw.metadata.num_delivered, error)
        else:
            await message.ack()

    async def _react_in_order(self, subject: str, payload: bytes) -> None:
        """Events of one thing one after the other, in the order they came; different things at the same time."""
        async with self._locks.hold(subject.split(".")[-2]):
            await self._react(payload)

    async def _react(self, payload: bytes) -> None:
        event, meta = cloudevents.read(payload, self._house.service.heard)
        await self._perform(event, meta)

    async def _perform(self, event: Event, meta: Meta) -> None:
        found = self._house.service.reactions.functions[type(event)](event, meta, self._house)
        commands = await found if inspect.isawaitable(found) else found
        actor = Actor("service", self._house.name)
        for number, command in enumerate(commands):
            await self._house.execute(command, f"{meta.id}/{number}", actor, trace=meta.trace)

    async def retry(self, letter: str) -> str:
        """React to a parked event once more; it stays parked, with the new reason, if that fails again."""
        found = await self._house.dead_letters.find(letter)
        if found is None:
            raise not_found()
        try:
            await self._react_in_order(found.subject, found.payload)
        except (Unreadable, Refusal) as error:
            await self._house.dead_letters.park(found.subject, found.payload, str(error))
            return f"still parked: {error}"
        await self._house.dead_letters.drop(letter)
        return "done"

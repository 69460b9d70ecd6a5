"""Takes events from the bus to a service's reactions: at least once, in order per thing, and never lost on the way."""

import asyncio
import inspect
import itertools
from typing import Any

import structlog
from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, PullSub
from faststream.nats.message import NatsMessage

from shared.bus import cloudevents
from shared.bus.cloudevents import Meta, Unreadable
from shared.bus.history import Seen
from shared.bus.streams import MOST_DELIVERIES
from shared.bus.subjects import inbox_of
from shared.contracts.base import Command, Event
from shared.domain import Actor, Refusal, is_unreadable, not_found
from shared.logs import reason_of
from shared.runtime.deferred_order import DeferredOrder
from shared.runtime.keyed_locks import KeyedLocks
from shared.runtime.ports import BusPorts
from shared.runtime.service import Service
from shared.store.errors import StoreError

log = structlog.get_logger(__name__)

AT_ONCE = 100
PAUSES = (0.2, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Seconds before the next try, by how often an event was delivered; the last one from there on."""
COMMANDS_AT_ONCE = 64
"""Commands that follow from one event, for different things: together they are written in few batches."""
TRIES_FOR_MISTAKES = 5
"""An exception that is no outage is tried this often before the event is parked."""


class EventConsumer:
    """The durable consumer of one service."""

    def __init__(self, service: Service, ports: BusPorts) -> None:
        self._service = service
        self._ports = ports
        self._locks = KeyedLocks()
        self._deferred = DeferredOrder()
        self._mistakes: dict[int, int] = {}
        self._subscriber: Any = None

    def subscribe(self, broker: NatsBroker) -> None:
        subjects = self._ports.subjects

        async def undecoded(message: NatsMessage) -> NatsMessage:
            return message

        self._subscriber = broker.subscriber(
            subjects.all_events,
            stream=JStream(subjects.events_stream, declare=False),
            durable=subjects.consumer(self._ports.name),
            # FastStream's own default here is the inbox that all connections share, whatever the connection has.
            inbox_prefix=f"{inbox_of(self._ports.settings.nats_user)}.".encode(),
            pull_sub=PullSub(batch_size=AT_ONCE, timeout=2.0),
            ack_policy=AckPolicy.MANUAL,
            decoder=undecoded,
            no_reply=True,
        )
        self._subscriber(self._receive)

    async def close(self) -> None:
        """Take nothing new, and finish what has begun; the rest comes again to the next process."""
        if self._subscriber is not None:
            await self._subscriber.stop()

    async def _receive(self, message: NatsMessage) -> None:
        try:
            await self._receive_in_order(message)
        except Exception:  # the broker would drop it without a word
            log.exception("could not receive an event", service=self._ports.name, subject=message.raw_message.subject)

    async def _receive_in_order(self, message: NatsMessage) -> None:
        """Events of one thing one after the other, in the order they came; different things at the same time."""
        thing, number = thing_of(message.raw_message.subject), message.raw_message.metadata.sequence.stream
        async with self._locks.hold(thing):
            seconds = self._deferred.wait_for(thing, number)
            if seconds is None:
                seconds = await self._try(message, number)
            if seconds is None:
                await message.ack()
                self._deferred.done(thing, number)
                self._mistakes.pop(number, None)
            else:
                self._deferred.put_off(thing, number, seconds)
                await message.nack(delay=seconds)

    async def _try(self, message: NatsMessage, number: int) -> float | None:
        """React, or park what nobody can react to; the seconds to wait where it should be tried again."""
        raw = message.raw_message
        deliveries = raw.metadata.num_delivered
        try:
            await self._react(raw.data)
        except Unreadable as error:
            return await self._park(message, str(error))
        except Refusal as refusal:
            # What cannot be read now is not readable in a moment either, and others wait behind it.
            if refusal.status != 503 or is_unreadable(refusal):  # noqa: PLR2004
                return await self._park(message, f"refused: {refusal.detail}")
            reason = refusal.detail
        except (StoreError, TimeoutError, OSError) as error:
            reason = reason_of(error)
        except Exception as error:
            log.exception("a mistake in a reaction", service=self._ports.name, subject=raw.subject)
            reason = reason_of(error)
            self._mistakes[number] = self._mistakes.get(number, 0) + 1
            if self._mistakes[number] >= TRIES_FOR_MISTAKES:
                return await self._park(message, reason)
        else:
            return None
        if deliveries >= MOST_DELIVERIES:
            return await self._park(message, f"tried {deliveries} times, at last: {reason}")
        return self._later(deliveries, reason)

    def _later(self, deliveries: int, reason: str) -> float:
        pause = PAUSES[min(deliveries, len(PAUSES)) - 1]
        log.info("will react later", service=self._ports.name, seconds=pause, reason=reason)
        return pause

    async def _park(self, message: NatsMessage, reason: str) -> float | None:
        raw = message.raw_message
        log.warning("parked an event; its dead letter says why", service=self._ports.name, subject=raw.subject)
        while True:
            try:
                await self._ports.dead_letters.park(raw.subject, raw.data, reason)
            except StoreError as error:
                if raw.metadata.num_delivered < MOST_DELIVERIES:
                    return self._later(raw.metadata.num_delivered, reason_of(error))
                # The bus would not bring it again, so it is kept here until the store takes it.
                await message.in_progress()
                await asyncio.sleep(PAUSES[2])
            else:
                return None

    async def _react(self, payload: bytes) -> None:
        event, meta = cloudevents.read(payload, self._service.event_types)
        await self._perform(event, meta)

    async def _perform(self, event: Event, meta: Meta) -> None:
        found = self._service.reaction_handlers[type(event)](event, meta, self._ports)
        commands = await found if inspect.isawaitable(found) else found
        actor = Actor("service", self._ports.name)
        things: dict[str, list[tuple[str, Command]]] = {}
        for number, command in enumerate(commands):
            command_id = f"{meta.id}/{number}"
            things.setdefault(command.stream(actor.id, command_id), []).append((command_id, command))
        few = asyncio.Semaphore(COMMANDS_AT_ONCE)

        async def do(ordered: list[tuple[str, Command]]) -> None:
            async with few:
                for command_id, command in ordered:
                    await self._ports.execute(command, command_id, actor, trace=meta.trace)

        # All are done or refused before anything is raised, so that a next try does not run beside this one.
        for outcome in await asyncio.gather(*map(do, things.values()), return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome

    async def again(self, seen: Seen) -> None:
        """React to an event of the past, of which the store has lost what followed; what followed already is not done again."""
        for pause in itertools.chain(PAUSES, itertools.repeat(PAUSES[-1])):
            try:
                async with self._locks.hold(seen.stream):
                    await self._react(seen.payload)
            except Unreadable as error:
                await self._ports.dead_letters.park(seen.subject, seen.payload, str(error))
            except Refusal as refusal:
                if refusal.status == 503 and not is_unreadable(refusal):  # noqa: PLR2004
                    await asyncio.sleep(pause)
                    continue
                await self._ports.dead_letters.park(seen.subject, seen.payload, f"refused: {refusal.detail}")
            except (StoreError, TimeoutError, OSError):
                await asyncio.sleep(pause)
                continue
            return

    async def retry(self, letter: str) -> str:
        """React to a parked event once more; it stays parked, with the new reason, if that fails again."""
        found = await self._ports.dead_letters.find(letter)
        if found is None:
            raise not_found()
        try:
            async with self._locks.hold(thing_of(found.subject)):
                await self._react(found.payload)
        except StoreError:
            raise
        except Exception as error:
            known = isinstance(error, (Unreadable, Refusal, TimeoutError, OSError))
            if not known:
                log.exception("a mistake in a reaction", service=self._ports.name, subject=found.subject)
            reason = (str(error) if known else "") or repr(error)
            await self._ports.dead_letters.park(found.subject, found.payload, reason)
            return f"still parked: {reason}"
        await self._ports.dead_letters.drop(letter)
        return "done"


def thing_of(subject: str) -> str:
    """The thing that an event's subject names."""
    return subject.split(".")[-2] if "." in subject else subject

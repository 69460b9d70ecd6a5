"""The worker that sends what is in the outbox: each message once, a few at a time, and none while its channel is down.

Every delivery belongs to the process that wrote to it last, so that several replicas do not get in each other's way. What
the dead and the departed leave belongs to whoever sees it first; the journal lets only one of them begin an attempt.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Protocol

import structlog

from services.notify.adapters.channels.http_post import HttpPoster, Post
from services.notify.adapters.channels.mail import Mail
from services.notify.adapters.channels.smtp import SmtpClient
from services.notify.adapters.delivery import backoff
from services.notify.adapters.delivery.attempt import Attempt, Sender
from services.notify.adapters.delivery.leases import Leases
from services.notify.adapters.delivery.outbox import CHANNELS, Outbox
from services.notify.domain.delivery.state import NOTIFY, Delivery
from services.notify.domain.messages.message import MessageRefused, Unwanted
from shared.contracts import notify as c
from shared.contracts.types import Id
from shared.domain import Refusal, is_unreadable
from shared.runtime.ports import BusPorts, BusPortsWith
from shared.store.driver import Document
from shared.store.errors import StoreError

log = structlog.get_logger(__name__)

AT_ONCE: dict[c.Channel, int] = {"email": 4, "chat": 16}
"""Messages under way per channel. Mails share one connection; more of them only means that the next one is ready."""
MOST_QUEUED = 200
POLL_SECONDS = 1.0
"""How often the outbox is looked at when nobody says that there is news."""
OUTAGE_SECONDS = 3.0
GRACE_SECONDS = 10.0


class MessageWriter(Protocol):
    """Makes a delivery's message; see `adapters.messages.writer`."""

    def __call__(self, delivery: Delivery, ports: BusPorts) -> Awaitable[Mail | Post]:
        """Raises `Unwanted`, `MessageRefused`, and `Refusal` where the facts cannot be had."""
        ...


@dataclass(frozen=True, slots=True)
class NotifyParts:
    """What a running notify service has once: the outbox, which learns of commits that the worker waits for."""

    outbox: Outbox


type NotifyPorts = BusPortsWith[NotifyParts]


def delivery_worker(write: MessageWriter) -> Callable[[NotifyPorts], AbstractAsyncContextManager[None]]:
    """The background task that delivers what this writes."""
    return lambda ports: _running(ports, write)


@asynccontextmanager
async def _running(ports: NotifyPorts, write: MessageWriter) -> AsyncIterator[None]:
    """Runs the worker; at the end what was begun may be finished, and the rest is left to others."""
    await ports.collection("deliveries").create_index([("community_id", 1), ("topic", 1)])
    leases = Leases(ports)
    smtp, poster = SmtpClient(ports.settings), HttpPoster(ports.settings)
    worker = Worker(ports, ports.parts.outbox, write, Sender(ports, smtp, poster), leases)
    worker.start()
    try:
        yield
    finally:
        await worker.stop()
        await smtp.close()
        await poster.close()
        await leases.leave()


class Worker:
    """Takes deliveries off the outbox and brings each to an end."""

    def __init__(self, ports: BusPorts, outbox: Outbox, write: MessageWriter, sender: Sender, leases: Leases) -> None:
        self._ports = ports
        self._outbox = outbox
        self._write = write
        self._sender = sender
        self._leases = leases
        self._gates = {channel: backoff.Gate() for channel in CHANNELS}
        self._queues: dict[c.Channel, deque[Id]] = {channel: deque() for channel in CHANNELS}
        self._locks = {channel: asyncio.Lock() for channel in CHANNELS}
        self._busy: set[Id] = set()
        self._postponed: dict[Id, float] = {}
        """Until when (loop time) those wait that could not even be tried."""
        self._runners: dict[asyncio.Task[None], bool] = {}
        """Each with whether it has a message in hand."""
        self._stopping = False

    def start(self) -> None:
        for channel in CHANNELS:
            for number in range(AT_ONCE[channel]):
                runner = asyncio.create_task(self._run(channel), name=f"{channel} runner {number}")
                self._runners[runner] = False

    async def stop(self) -> None:
        """Let those with a message in hand finish; an attempt cut off after that may have arrived."""
        self._stopping = True
        for runner, has_message in self._runners.items():
            if not has_message:
                runner.cancel()
        await asyncio.wait(self._runners, timeout=GRACE_SECONDS)
        for runner in self._runners:
            runner.cancel()
        await asyncio.gather(*self._runners, return_exceptions=True)

    async def _run(self, channel: c.Channel) -> None:
        me = asyncio.current_task()
        assert me is not None
        while not self._stopping:
            async with self._locks[channel]:
                delivery_id = await self._next(channel)
            self._runners[me] = True
            try:
                await self._deliver(delivery_id, channel)
            except (Refusal, StoreError, TimeoutError, OSError) as error:
                log.info("a message waits", delivery=delivery_id, reason=error)
                lasts = isinstance(error, Refusal) and is_unreadable(error)
                self._postpone(delivery_id, backoff.LONGEST_CLOSED if lasts else OUTAGE_SECONDS)
            except Exception:
                log.exception("a mistake in delivering", delivery=delivery_id)
                self._postpone(delivery_id, backoff.LONGEST_CLOSED)
            finally:
                self._runners[me] = False
                self._busy.discard(delivery_id)

    async def _next(self, channel: c.Channel) -> Id:
        """The next delivery to work on; waits while there is none or the channel is closed."""
        queue, news = self._queues[channel], self._outbox.news[channel]
        while True:
            await asyncio.sleep(self._gates[channel].closed_for)
            while queue:
                delivery_id = queue.popleft()
                if delivery_id not in self._busy:
                    self._busy.add(delivery_id)
                    return delivery_id
            news.clear()
            try:
                queue += await self._due(channel)
            except StoreError as error:
                log.warning("the store does not answer the worker", reason=error)
            except Exception:
                log.exception("a mistake in looking for messages")
            if not queue:
                with suppress(TimeoutError):
                    async with asyncio.timeout(POLL_SECONDS):
                        await news.wait()

    async def _due(self, channel: c.Channel) -> list[Id]:
        """What in the outbox can be worked on now, oldest first."""
        now, time = self._ports.clock.now(), asyncio.get_running_loop().time()
        self._postponed = {delivery_id: until for delivery_id, until in self._postponed.items() if until > time}
        found: list[tuple[datetime, Id]] = []
        lanes = await self._leases.snapshot()
        async for document in self._outbox.open(channel):
            delivery_id = document["_id"]
            if not isinstance(delivery_id, str) or delivery_id in self._busy or delivery_id in self._postponed:
                continue
            if _waits(document, now):
                continue
            if await lanes.may_take(str(document.get("lane"))):
                at = document.get("at")
                found.append((at if isinstance(at, datetime) else now, delivery_id))
            if len(found) >= MOST_QUEUED:
                break
        return [delivery_id for _, delivery_id in sorted(found)]

    async def _deliver(self, delivery_id: Id, channel: c.Channel) -> None:
        found = await self._ports.read(delivery_id)
        delivery: Delivery | None = found.state if found else None
        if delivery is None or not delivery.is_due(self._ports.clock.now()):
            if delivery is not None and delivery.status == "sending" and await self._leases.is_over(delivery.holder):
                await self._sender.give_up_on(delivery)
            else:
                await self._outbox.correct(delivery_id, delivery)
                self._postpone(delivery_id, POLL_SECONDS)
            return
        attempt = Attempt(self._ports, delivery)
        if attempt.is_overdue:
            await attempt.end("refused", "Given up: it could not be delivered for 24 hours.")
            return
        try:
            message = await self._write(delivery, self._ports)
        except Unwanted as reason:
            drop = c.DropMessage(delivery_id=delivery_id, reason=str(reason))
            await self._ports.execute(drop, "drop", NOTIFY)
        except MessageRefused as error:
            await attempt.end("refused", str(error))
        except Refusal as refusal:
            if refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            await attempt.end("refused", refusal.detail)
        else:
            await self._send(attempt, message, channel)

    async def _send(self, attempt: Attempt, message: Mail | Post, channel: c.Channel) -> None:
        nothing_gets_through = await self._sender.send(attempt, message)
        if nothing_gets_through:
            closed = self._gates[channel].failed()
            log.warning("a channel is closed", channel=channel, seconds=closed, reason=nothing_gets_through)
            # The others go first when it opens again, in case it is this one message after all.
            self._postpone(attempt.delivery.id, closed + POLL_SECONDS)
        elif isinstance(message, Mail):
            self._gates[channel].worked()

    def _postpone(self, delivery_id: Id, seconds: float) -> None:
        self._postponed[delivery_id] = asyncio.get_running_loop().time() + seconds


def _waits(document: Document, now: datetime) -> bool:
    """Whether it is too early; what is no time is none. The journal says what is really due."""
    retry_at = document.get("retry_at")
    return isinstance(retry_at, datetime) and retry_at > now

"""Posts a community's events to its webhooks, each webhook in order, until the other side took it."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import structlog
from nats.errors import Error as NatsError
from standardwebhooks.webhooks import Webhook

from services.notify.adapters.channels.http_post import HttpPoster
from services.notify.adapters.delivery import backoff
from services.notify.adapters.webhooks.cursors import LEASE_SECONDS, Cursor, Cursors
from services.notify.domain.delivery.outcomes import Gone, Later, Outcome, Sent
from services.notify.domain.delivery.state import NOTIFY
from services.notify.domain.webhook import Hook
from shared.bus.cloudevents import Meta, Unreadable, envelope_of, id_of
from shared.bus.continuity import Place
from shared.bus.history import Seen, epoch_of, read_batch
from shared.contracts import notify as c
from shared.contracts.types import Id
from shared.domain import Refusal, is_unreadable
from shared.runtime.ports import BusPorts
from shared.store.errors import StoreError

log = structlog.get_logger(__name__)

AT_ONCE = 64
"""Events read ahead; posted one after the other."""
LOOK_SECONDS = 0.5
REST_SECONDS = 60.0
GIVE_UP_AFTER = 5 * 86400.0
"""Real seconds for which nothing got through, after which a webhook is disabled."""
TIMEOUT_SECONDS = 10.0
"""For one post; well under the lease, so that no other process posts at the same time."""
NO_CONVENER = "Whoever answered for it is no convener of the community any more."
_AWAY = (StoreError, NatsError, Refusal, TimeoutError, OSError)


@asynccontextmanager
async def running_webhooks(ports: BusPorts) -> AsyncIterator[None]:
    """Posts in the background; at the end what is under way may be finished."""
    poster = HttpPoster(ports.settings, timeout=TIMEOUT_SECONDS)
    hooks = WebhookPoster(ports, poster)
    task = asyncio.create_task(hooks.run(), name="webhooks")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await hooks.close()
        await poster.close()


class WebhookPoster:
    """Looks now and then for webhooks and for news, and keeps a task for each webhook that has something to post."""

    def __init__(self, ports: BusPorts, poster: HttpPoster) -> None:
        self._ports = ports
        self._poster = poster
        self._cursors = Cursors(ports.collection("hook_cursors"))
        self._tasks: dict[Id, asyncio.Task[None]] = {}
        self._rests: dict[Id, float] = {}
        """Until when (monotonic) nothing is tried for a webhook: it cannot be read, or there is a mistake in Convene."""
        self._closing = False
        self._reconnects = -1
        self._newest = Place(0, 0, "")
        ports.stream.sources.append(self._cursors.places)

    async def run(self) -> None:
        while True:
            try:
                await self._look()
            except _AWAY as error:
                log.debug("webhooks wait", reason=error)
            except Exception:
                log.exception("a mistake in looking after webhooks")
            await asyncio.sleep(LOOK_SECONDS)

    async def close(self) -> None:
        """Finish the posts under way, so that they need not come twice, and leave the rest to others."""
        self._closing = True
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=TIMEOUT_SECONDS)
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        with suppress(StoreError):
            await self._cursors.release(self._ports.journal.lane)

    async def _look(self) -> None:
        ports = self._ports
        self._tasks = {hook: task for hook, task in self._tasks.items() if not task.done()}
        found = [document["_id"] async for document in ports.collection("hooks").find({}, {"_id": 1})]
        if not found:
            return
        await self._recognise()
        info = await ports.js.stream_info(ports.subjects.events_stream)
        epoch, newest = epoch_of(info.created), info.state.last_seq
        if newest and newest != self._newest.seq:
            last = await ports.stream.message(ports.connection, newest)
            self._newest = Place(ports.stream.known.generation, newest, id_of(last or b""))
        for hook_id in found:
            if hook_id not in self._tasks and self._rests.get(hook_id, 0.0) < time.monotonic():
                work = self._catch_up(hook_id, epoch, newest)
                self._tasks[hook_id] = asyncio.create_task(work, name=f"webhook {hook_id}")

    async def _recognise(self) -> None:
        """After each new connection: does the stream still have what stands where the cursors are?"""
        reconnects = self._ports.connection.stats["reconnects"]
        if reconnects != self._reconnects:
            await self._ports.stream.look(self._ports.connection)
            self._reconnects = reconnects

    async def _catch_up(self, hook_id: Id, epoch: str, newest: int) -> None:
        """Post what there is to post; ends where the other side does not take it, or somebody else posts."""
        try:
            while not self._closing and (hook := await self._active(hook_id)) is not None:
                cursor = await self._cursors.read(hook_id)
                if (cursor.epoch, cursor.turn) != (epoch, hook.turn):
                    cursor = Cursor(epoch, hook.turn, last_posted=cursor.last_posted)
                if (within := cursor.within(self._ports.stream.known)).seq < cursor.seq:
                    log.warning("a webhook goes back to where the stream was put back", hook=hook_id, seq=within.seq)
                cursor = within
                if cursor.seq >= newest or cursor.retry_at > time.time():
                    return
                if not await self._cursors.hold(hook_id, self._ports.journal.lane):
                    return
                after = await self._post_some(hook, cursor, newest)
                await self._cursors.keep(hook_id, after)
        except _AWAY as error:
            log.info("a webhook waits", hook=hook_id, reason=error)
            if isinstance(error, Refusal) and is_unreadable(error):
                self._rests[hook_id] = time.monotonic() + REST_SECONDS
        except Exception:
            log.exception("a mistake in posting to a webhook", hook=hook_id)
            self._rests[hook_id] = time.monotonic() + REST_SECONDS

    async def _active(self, hook_id: Id) -> Hook | None:
        read = await self._ports.read(hook_id)
        hook: Hook | None = read.state if read else None
        if hook is None or hook.state != "active":
            return None
        # Where its maker went, so would a community's events: only they may know who reads what is posted there.
        if await self._ports.roles.role(hook.community_id, hook.member_id) != "convener":
            gone = c.DisableHook(hook_id=hook.id, reason=NO_CONVENER)
            await self._ports.execute(gone, f"no convener in turn {hook.turn}", NOTIFY)
            return None
        return hook

    async def _post_some(self, hook: Hook, cursor: Cursor, newest: int) -> Cursor:
        """One batch, as far as the lease and the other side allow; how far it is then."""
        until = time.monotonic() + LEASE_SECONDS - TIMEOUT_SECONDS
        batch = await self._next(hook, cursor)
        for seen in batch:
            meta = await self._read(seen)
            if meta is None or not hook.wants(seen.name) or meta.at < hook.since:
                cursor = cursor.passed(seen.seq, meta.id if meta else "")
                continue
            outcome = await self._post(hook, meta.id, seen.payload)
            if not isinstance(outcome, Sent):
                return await self._failed(hook, cursor, meta.id, outcome)
            cursor = cursor.posted(seen.seq, meta.id)
            await self._cursors.keep(hook.id, cursor)
            if self._closing or time.monotonic() > until:
                return cursor
        if len(batch) == AT_ONCE or newest <= cursor.seq:
            return cursor
        return cursor.passed(newest, self._newest.id if self._newest.seq == newest else "")

    async def _read(self, seen: Seen) -> Meta | None:
        """Where an event stands; None for what is none, which is parked and passed over."""
        try:
            _, meta = envelope_of(seen.payload)
        except Unreadable as reason:
            log.warning("webhooks pass over a message that cannot be read", subject=seen.subject, seq=seen.seq)
            await self._ports.dead_letters.park(seen.subject, seen.payload, f"passed over by webhooks: {reason}")
            return None
        return meta

    async def _next(self, hook: Hook, cursor: Cursor) -> list[Seen]:
        ports = self._ports
        start = cursor.seq + 1 if cursor.seq else ports.clock.real(hook.since)
        subject = ports.subjects.event(hook.community_id, "*", "*", "*")
        return await read_batch(ports.connection, ports.subjects.events_stream, start, subject, AT_ONCE)

    async def _post(self, hook: Hook, event_id: str, payload: bytes) -> Outcome:
        return await self._poster.post_event(
            hook.url, payload, signed(hook.secrets(self._ports.clock.now()), event_id, payload)
        )

    async def _failed(self, hook: Hook, cursor: Cursor, event_id: str, outcome: Outcome) -> Cursor:
        reason = str(getattr(outcome, "reason", "It was not taken."))
        asked = outcome.retry_after if isinstance(outcome, Later) else None
        now = time.time()
        cursor = cursor.failed(now, backoff.pause(cursor.tries + 1, hook.id, asked), reason)
        assert cursor.failing_since is not None
        if isinstance(outcome, Gone) or now - cursor.failing_since > GIVE_UP_AFTER:
            gone = c.DisableHook(hook_id=hook.id, reason=reason)
            await self._ports.execute(gone, f"disable at {event_id} in turn {hook.turn}", NOTIFY)
        return cursor


def signed(secrets: Sequence[str], event_id: str, payload: bytes) -> dict[str, str]:
    """The headers that prove who sent it, and when: with a signature for each secret, of which one has to fit."""
    now = datetime.now(UTC)
    headers: dict[str, Any] = {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(event_id, now, payload.decode()) for secret in secrets),
        "Content-Type": "application/cloudevents+json; charset=utf-8",
    }
    return headers

"""Who listens to the live stream of events, and what each may still hear of the past."""

import asyncio
import re
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

import structlog

from services.gateway.live.stream_reader import StreamReader
from shared.access.access_tokens import READ, require_scope
from shared.bus import cloudevents
from shared.bus.cloudevents import Unreadable
from shared.bus.history import Seen, read_batch
from shared.contracts.base import Event
from shared.contracts.community import MemberLeft, SessionEnded, SignedOutEverywhere, TokenRevoked
from shared.domain import Actor, Refusal, not_found
from shared.runtime.ports import BusPorts
from shared.store.errors import StoreError

log = structlog.get_logger(__name__)

_EVENT_ID = re.compile(r"([0-9a-f]{1,20})-(\d{1,18})")
_PARTING: dict[str, type[Event]] = {
    event.__name__: event for event in (MemberLeft, TokenRevoked, SessionEnded, SignedOutEverywhere)
}


@dataclass(frozen=True)
class Limits:
    """What one gateway process keeps and allows."""

    streams: int = 2000
    streams_each: int = 20
    """Streams of one person at the same time: some browser tabs, not a leak."""
    waiting: int = 500
    """Events that may wait for one slow reader before it is cut off; it comes back and resumes."""
    ring: int = 2000
    """Events kept in memory for those who come back."""
    past: int = 2000
    """Events of its community that a returning reader may get; one who missed more starts afresh."""
    heartbeat_seconds: float = 15.0


@dataclass(frozen=True)
class Page:
    """An open page of one thing, such as a clinic: with whose token, and in which language."""

    thing: str
    """The id of what it shows."""
    token: str
    language: str


@dataclass(eq=False)
class Listener:
    """One open stream."""

    actor: Actor
    community: str
    after: int
    """It gets live what comes after this number; what was before, it is told from the past."""
    queue: "asyncio.Queue[Seen | bytes | None]"
    """None: everything changed, start afresh. Bytes are written as they are."""
    page: Page | None = None
    """The page that listens, with the token it has now; it gets what is made for it instead of events."""
    cut: Callable[[], object] = field(default=lambda: None)
    """Ends the stream at once."""

    @property
    def place(self) -> str:
        """What it listens to."""
        return _page_of(self.page.thing) if self.page else self.community


class Streams:
    """All open streams of this process, fed by one subscription."""

    def __init__(self, ports: BusPorts, limits: Limits) -> None:
        self._ports = ports
        self.limits = limits
        self._ring: deque[Seen] = deque(maxlen=limits.ring)
        self._listeners: dict[str, set[Listener]] = {}
        self._each: Counter[str] = Counter()
        self._parking: set[asyncio.Task[None]] = set()
        self.notify_pages: Callable[[Seen, Collection[Listener]], None] = notify_changed
        """Tells the open pages of a thing that something happened there; pages put in their own."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        ports = self._ports
        self._tail = StreamReader(
            ports.connection, ports.js, ports.subjects, ports.stream, take=self._take, renewed=self._renew
        )
        await self._tail.start()
        try:
            yield
        finally:
            await self._tail.stop()
            self.cut_all()

    def watching(self, thing: str) -> Collection[Listener]:
        """Those who have the page of this thing open."""
        return self._listeners.get(_page_of(thing), ())

    def cut_all(self) -> None:
        for listener in self._all():
            listener.cut()

    async def require_listener(self, actor: Actor, community: str) -> None:
        """`Refusal` (404) for whoever does not belong to the community, and where an access token is not good for it."""
        require_scope(actor, READ)
        await self._ports.access.check(actor)
        if actor.kind != "member" or await self._ports.roles.role(community, actor.id) is None:
            raise not_found()

    def open(self, actor: Actor, community: str, page: Page | None = None) -> Listener:
        """A new stream, of a community's events or for a page; `Refusal` (429) where there are too many."""
        if self._each.total() >= self.limits.streams or self._each[actor.id] >= self.limits.streams_each:
            raise Refusal(
                HTTPStatus.TOO_MANY_REQUESTS,
                "too-many-streams",
                "Too many live streams are open. Close some, or come back soon.",
            )
        listener = Listener(actor, community, self._tail.last, asyncio.Queue(self.limits.waiting), page=page)
        self._listeners.setdefault(listener.place, set()).add(listener)
        self._each[actor.id] += 1
        return listener

    def close(self, listener: Listener) -> None:
        group = self._listeners.get(listener.place, set())
        if listener in group:
            group.remove(listener)
            self._each[listener.actor.id] -= 1
            self._each += Counter()  # forgets those at zero
        if not group:
            self._listeners.pop(listener.place, None)

    def id_of(self, seq: int) -> str:
        """An event's id on the live stream."""
        return f"{self._tail.epoch}-{seq}"

    async def past(self, listener: Listener, last_event_id: str) -> list[Seen] | None:
        """What a reader missed since the event it names; None where it must start afresh."""
        found = _EVENT_ID.fullmatch(last_event_id)
        if found is None or found[1] != self._tail.epoch:
            return None
        since = int(found[2])
        if since > listener.after:
            return None
        if since == listener.after:
            return []
        if self._ring and self._ring[0].seq <= since + 1:
            return [
                seen
                for seen in self._ring
                if since < seen.seq <= listener.after and seen.community == listener.community
            ]
        return await self._read_past(listener, since)

    async def _read_past(self, listener: Listener, since: int) -> list[Seen] | None:
        if await self._tail.first() > since + 1:
            return None
        ports, found, start = self._ports, list[Seen](), since + 1
        subject = ports.subjects.event(listener.community, "*", "*", "*")
        while len(found) <= self.limits.past:
            batch = await read_batch(ports.connection, ports.subjects.events_stream, start, subject)
            found += [seen for seen in batch if seen.seq <= listener.after and self._reads(seen)]
            start = batch[-1].seq + 1 if batch else start
            if not batch or batch[-1].seq >= listener.after:
                return found if len(found) <= self.limits.past else None
        return None

    def _all(self) -> list[Listener]:
        return [listener for group in self._listeners.values() for listener in group]

    def _take(self, seen: Seen) -> None:
        if not self._reads(seen):
            return
        self._ring.append(seen)
        for listener in tuple(self._listeners.get(seen.community, ())):
            if seen.seq > listener.after:
                put(listener, seen)
        if watching := self.watching(seen.stream):
            self.notify_pages(seen, watching)
        if seen.name in _PARTING:
            self._part(seen)

    def _reads(self, seen: Seen) -> bool:
        """Whether this is an event; what is none is parked, and nobody hears of it."""
        try:
            cloudevents.envelope_of(seen.payload)
        except Unreadable as reason:
            log.warning("the live stream passes over a message that cannot be read", subject=seen.subject, seq=seen.seq)
            parking = asyncio.create_task(self._park(seen, f"passed over by the live stream: {reason}"))
            self._parking.add(parking)
            parking.add_done_callback(self._parking.discard)
            return False
        return True

    async def _park(self, seen: Seen, reason: str) -> None:
        try:
            await self._ports.dead_letters.park(seen.subject, seen.payload, reason)
        except StoreError as error:
            log.warning("could not park a message that cannot be read", subject=seen.subject, reason=error)

    def _part(self, seen: Seen) -> None:
        """Who left a community, was signed out, or has a token that was revoked, hears no more of it."""
        try:
            event, _ = cloudevents.read(seen.payload, _PARTING)
        except Unreadable as reason:
            log.warning("somebody may listen no more, but who can't be read", reason=reason)
            return
        assert isinstance(event, MemberLeft | TokenRevoked | SessionEnded | SignedOutEverywhere)
        for listener in self._all():
            if (listener.community, listener.actor.id) != (event.community_id, event.member_id):
                continue
            if _concerns(event, listener.actor):
                listener.cut()

    def _renew(self) -> None:
        self._ring.clear()
        for listener in self._all():
            listener.after = 0
            put(listener, None)


def _concerns(event: MemberLeft | TokenRevoked | SessionEnded | SignedOutEverywhere, actor: Actor) -> bool:
    """Whether the member's program, or device, that listens may do so no more."""
    match event:
        case MemberLeft():
            return True
        case TokenRevoked():
            return actor.token_id == event.token_id
        case SessionEnded():
            return actor.session_id == event.session_id
        case SignedOutEverywhere():
            return not actor.token_id


def _page_of(thing: str) -> str:
    """Told from the id itself: a community's own events are about a thing with the community's id."""
    return f"page of {thing}"


CHANGED = b"event: changed\ndata: {}\n\n"
"""Tells a page to fetch what changed."""


def notify_changed(_: Seen, watching: Collection[Listener]) -> None:
    """Each page fetches what it shows again."""
    for listener in tuple(watching):
        put(listener, CHANGED)


def put(listener: Listener, seen: Seen | bytes | None) -> None:
    """Something to be written; whoever is too far behind is cut off, and comes back for all of it."""
    try:
        listener.queue.put_nowait(seen)
    except asyncio.QueueFull:
        listener.cut()

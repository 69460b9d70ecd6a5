"""One service's journal: load, decide, append, answer; and hand what happened on to the bus and the read models."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from shared.contracts.base import Command, Event
from shared.domain import Actor, Aggregate, Context, Refusal, conflict, not_found, unreadable
from shared.journal.commit import Commit, Recorded, digest_of, order_of
from shared.journal.follower import BUS, Follower, Publishing, Sink
from shared.journal.head import Answer, Head, answer_key
from shared.journal.history import History
from shared.journal.lane_manager import LaneManager
from shared.journal.lane_places import LanePlaces
from shared.journal.lanes import Lanes
from shared.journal.reader import Reader
from shared.journal.set_aside import COLLECTION, JOURNAL, STATE, SetAside, Unread
from shared.journal.snapshots import Snapshots
from shared.journal.snapshotter import Snapshotter
from shared.journal.writer import Clash, Writer
from shared.store.driver import Database

log = structlog.get_logger(__name__)

TRIES = 12
MOST_WAITING = 4000
STREAMS_KEPT = 2000


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of a command: the same one whenever it is repeated."""

    stream: str
    version: int
    events: Sequence[Recorded] = ()
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Read[S]:
    """A thing's state and version, with all that was acknowledged before it was asked for."""

    state: S
    version: int
    epoch: int = 0

    @property
    def order(self) -> int:
        """Tells which of two states is the newer one, also after the store was put back."""
        return order_of(self.epoch, self.version)


class Journal:
    """The journal of one service, in one process. Other processes may write the same journal at the same time."""

    def __init__(
        self,
        database: Database,
        aggregates: Sequence[Aggregate[Any]],
        sinks: Sequence[Sink],
        streams_kept: int = STREAMS_KEPT,
    ) -> None:
        types = _types_of(aggregates)
        self._aggregates = {aggregate.kind: aggregate for aggregate in aggregates}
        self._collection = database["journal"]
        self.set_aside = SetAside(database[COLLECTION])
        self._reader = Reader(self._collection, types, self.set_aside)
        self._snapshots = Snapshots(database["snapshots"])
        self.past = History(self._reader, self._snapshots, self._aggregate_of)
        self._followers = [Follower(sink, self.set_aside) for sink in sinks]
        bus = next((sink for sink in sinks if isinstance(sink, Publishing)), None)
        places = LanePlaces(database["bus"])
        self._lane_manager = LaneManager(
            Lanes(database["lanes"]), self._reader, self._followers, self.set_aside, places=places, bus=bus
        )
        self._heads: OrderedDict[str, Head] = OrderedDict()
        self._loading: dict[str, asyncio.Future[Head]] = {}
        self._snapshotter = Snapshotter(self._snapshots, self.settled)
        self._streams_kept = streams_kept
        self._writer: Writer | None = None
        self.epoch = 0
        """Which commits are written in; set before the start."""

    @property
    def followers(self) -> Sequence[Follower]:
        return self._followers

    @property
    def lane(self) -> str:
        """The name of the lane that this process writes: what tells it from all others, also after its end."""
        return self._started_writer().lane

    async def start(self) -> None:
        """Open a lane and finish the lanes of processes that died, before anything new is written."""
        for follower in self._followers:
            follower.start()
        lane = await self._lane_manager.start()
        self._writer = Writer(self._collection, lane, self._written, self._lane_manager.open_after)
        self._writer.start()

    async def stop(self) -> None:
        """Write and deliver what waits. Whatever can't be delivered now is found again by the next process."""
        if self._writer is not None:
            await self._writer.stop()
        await asyncio.gather(*(follower.stop() for follower in self._followers))
        await self._lane_manager.stop()
        await self._snapshotter.stop()

    async def replay(self) -> int:
        """Give the followers everything that ever happened again, in order; how many commits that were."""
        return await self._lane_manager.replay()

    def history(self) -> AsyncIterator[Sequence[Commit]]:
        """Everything that ever happened, each thing's commits in order."""
        return self._lane_manager.history()

    @property
    def lanes(self) -> LaneManager:
        """The history by lanes, and how far each of them is on the bus."""
        return self._lane_manager

    async def settled(self) -> None:
        """Wait until the read models and the bus have what this process committed so far, and what ended ones left."""
        await asyncio.gather(*(follower.caught_up() for follower in self._followers), self._lane_manager.noted())

    async def shown(self) -> None:
        """Wait until the read models have it, even while the bus is away or is being filled again."""
        await asyncio.gather(*(follower.caught_up() for follower in self._followers if follower.sink.name != BUS))

    async def read(self, stream: str) -> Read[Any] | None:
        """The state of a thing, or None where there is no such thing. Sees what other processes wrote, too.

        `Refusal` (503) where the thing cannot be read by this program.
        """
        head = await self._head(stream)
        await head.settled()
        head = await self._fresh(await self._head(stream))
        return Read(head.state, head.version, head.epoch) if head.version else None

    def peek(self, stream: str) -> Any:
        """The state as far as this process knows it without asking the store; None where it knows nothing."""
        head = self._heads.get(stream)
        return head.state if head and not head.broken else None

    async def execute(
        self, stream: str, command: Command, context: Context, expected: int | None = None, trace: str = ""
    ) -> Receipt:
        """Decide a command and make its events safe; a `Refusal` says why not, and nothing is written.

        `UnknownEventError` where it was decided on an event that could not be read back: nothing is written, either.

        `expected` is the version whoever asked has seen; where another one is current the command is refused (409).
        Returns only after the store has the events. Repeating the command gives the first receipt.
        """
        writer = self._ready_writer()
        digest = digest_of(command)
        for _ in range(TRIES):
            head = await self._head(stream)
            known = head.answers.get(answer_key(context.actor.id, context.command_id))
            if known is not None:
                if await head.settled():
                    return await self._repeat(stream, known, digest)
                continue
            try:
                events = self._decide(head, command, context, expected)
            except Refusal:
                # What was decided on may be out of date, or may never have been written.
                if await head.settled() and await self._fresh(head) is head:
                    raise
                continue
            if not events:
                if await head.settled() and await self._fresh(head) is head:
                    return Receipt(stream, head.version)
                continue
            state = _after(head, events)
            commit = _commit(head, context, events, state.community_id)
            commit.digest, commit.trace, commit.epoch = digest, trace, self.epoch
            written = writer.submit(commit, state, head)
            copy = self._snapshotter.due(head)
            try:
                await asyncio.shield(written)
            except Clash:
                self._forget(head)
                continue
            self._snapshotter.later(copy, head)
            return Receipt(stream, commit.version, commit.recorded)
        raise Refusal(503, "busy", "Too many changes at once to the same thing. Please try again in a moment.")

    def _started_writer(self) -> Writer:
        if self._writer is None:
            raise RuntimeError("the journal was not started")
        return self._writer

    def _ready_writer(self) -> Writer:
        writer = self._started_writer()
        if not writer.takes:
            raise Refusal(503, "stopping", "This service is stopping. Please try again in a moment.")
        if self._lane_manager.store_was_put_back:
            raise Refusal(503, "put-back", "The document store was put back; this service must be started again.")
        if writer.stuck:
            # Whoever waits already may be served yet; nobody else should have to wait to hear it.
            raise Refusal(503, "unavailable", "The document store does not answer. Try again soon.", retry_after=5)
        if writer.waiting > MOST_WAITING:
            raise Refusal(503, "busy", "The document store cannot keep up. Please try again in a moment.")
        return writer

    def _decide(self, head: Head, command: Command, context: Context, expected: int | None) -> Sequence[Event]:
        if head.version == 0 and not command.creates and not _begins(head.aggregate, command):
            raise not_found()
        if expected is not None and expected != head.version:
            raise conflict(
                "stale",
                f"This has changed: you saw version {expected}, now it is {head.version}.",
                version=head.version,
            )
        return head.aggregate.decide(head.state, command, context)

    async def _repeat(self, stream: str, known: Answer, digest: str) -> Receipt:
        if known.digest != digest:
            raise Refusal(422, "key-used", "This idempotency key was used for something else. Use a new one.")
        commit = await self._reader.one(stream, known.version)
        return Receipt(stream, known.version, commit.recorded if commit else (), repeated=True)

    async def _head(self, stream: str) -> Head:
        head = self._heads.get(stream)
        if head is not None and not head.broken:
            self._heads.move_to_end(stream)
            return head
        if stream in self._loading:
            return await asyncio.shield(self._loading[stream])
        loading = asyncio.ensure_future(self._load(stream))
        self._loading[stream] = loading
        loading.add_done_callback(lambda done: self._loaded(stream, done))
        return await asyncio.shield(loading)

    def _loaded(self, stream: str, done: "asyncio.Future[Head]") -> None:
        # Whoever waited may have given up meanwhile; the next one must not meet an old failure.
        if self._loading.get(stream) is done:
            del self._loading[stream]
        if not done.cancelled():
            done.exception()

    async def _load(self, stream: str) -> Head:
        aggregate = self._aggregate_of(stream)
        if aggregate is None:
            raise not_found()
        head = await self._snapshots.load(stream, aggregate)
        await self._extend(head)
        self._loading.pop(stream, None)
        self._heads[stream] = head
        self._evict()
        return head

    def _aggregate_of(self, stream: str) -> Aggregate[Any] | None:
        return self._aggregates.get(stream.partition("-")[0])

    async def _extend(self, head: Head) -> None:
        """Take what is in the store beyond this head. Another lane's commits go to the bus before anything of ours."""
        tail = await self._reader.tail(head.stream, head.version)
        for commit in tail:
            await self._apply(head, commit)
        for by in (JOURNAL, STATE):
            if (unread := self.set_aside.known(head.stream, by)) is not None:
                await self._lane_manager.give_on(unread)  # it can be read again: what waits goes before anything new
        await self._lane_manager.publish_first(tail)

    async def _apply(self, head: Head, commit: Commit) -> None:
        try:
            head.apply(commit)
        except Exception as error:
            log.exception("no state follows from what was written", stream=head.stream, version=commit.version)
            kinds = ", ".join(type(event).__name__ for event in commit.events)
            reason = f"no state follows from it: {type(error).__name__}"
            await self.set_aside.note(Unread(head.stream, commit.version, kinds, reason, STATE))
            raise unreadable() from None

    async def _fresh(self, head: Head) -> Head:
        """The same head if nobody else went further, otherwise a new one."""
        version = head.version
        if not await self._reader.exists(head.stream, version + 1) or head.version > version:
            return head
        self._forget(head)
        return await self._head(head.stream)

    def _forget(self, head: Head) -> None:
        head.broken = True
        if self._heads.get(head.stream) is head:
            del self._heads[head.stream]

    def _evict(self) -> None:
        if len(self._heads) <= self._streams_kept:
            return
        for stream, head in list(self._heads.items())[: len(self._heads) - self._streams_kept]:
            if not head.pending:
                del self._heads[stream]

    def _written(self, batch: int, commits: list[Commit]) -> None:
        for follower in self._followers:
            follower.offer(batch, commits)


def _types_of(aggregates: Sequence[Aggregate[Any]]) -> Mapping[str, type[Event]]:
    """Every event by its name, which stands in the journal; `ValueError` where two have the same."""
    found: dict[str, type[Event]] = {}
    for event in {event for aggregate in aggregates for event in aggregate.events}:
        if found.setdefault(event.__name__, event) is not event:
            raise ValueError(f"two events are called {event.__name__}: the journal could not tell them apart")
    return found


def _begins(aggregate: Aggregate[Any], command: Command) -> bool:
    """Whether this kind of thing has no creating command: then any command may be its first."""
    return not any(command.creates for command in aggregate.decide.commands)


def _after(head: Head, events: Sequence[Event]) -> Any:
    """The state that these events lead to."""
    state = head.aggregate.evolve.fold(head.state, events)
    if state is None:
        raise TypeError(f"no state after {[type(event).__name__ for event in events]}")
    return state


def _commit(head: Head, context: Context, events: Sequence[Event], community: str) -> Commit:
    return Commit(
        stream=head.stream,
        version=head.version + 1,
        at=context.now.replace(microsecond=context.now.microsecond // 1000 * 1000),  # as precisely as stores keep it
        actor=context.actor.id,
        command_id=context.command_id,
        community=community,
        events=events,
    )


__all__ = ["Actor", "Journal", "Read", "Receipt"]

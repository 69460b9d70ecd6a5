"""Keeps this process's lane known to be alive, finishes the lanes of the dead, and replays all of them."""

import asyncio
from collections.abc import Sequence

import structlog

from shared.journal.commit import Commit
from shared.journal.follower import Follower
from shared.journal.lanes import Lane, Lanes
from shared.journal.reader import Reader
from shared.mongo import StoreError

log = structlog.get_logger(__name__)

BEAT_SECONDS = 2.0
SWEEP_EVERY = 5
"""Every how many beats the lanes of others are looked at."""
REPLAY_AT_ONCE = 50


class Lanekeeper:
    def __init__(self, lanes: Lanes, reader: Reader, followers: Sequence[Follower]) -> None:
        self._lanes = lanes
        self._reader = reader
        self._followers = followers
        self._own: Lane | None = None
        self._published: dict[str, int] = {}
        """How far other lanes are known to be published; they may be further."""
        self._told = 0
        self._task: asyncio.Task[None] | None = None

    @property
    def position(self) -> int:
        """The last batch of the own lane that every follower has taken."""
        return min((follower.position for follower in self._followers), default=0)

    async def start(self) -> str:
        await self._sweep()
        self._own = await self._lanes.open()
        self._task = asyncio.create_task(self._run(), name="lanekeeper")
        return self._own.name

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._own is not None and self.position > self._told:
            try:
                await self._lanes.beat(self._own.name, self.position)
            except StoreError:
                log.warning("could not note how far this lane is; some events will be sent once more")

    async def publish_first(self, commits: Sequence[Commit]) -> None:
        """Offer those commits of other lanes that may not be published yet, before anything that builds on them."""
        foreign = [commit for commit in commits if self._own is None or commit.lane != self._own.name]
        if not foreign:
            return
        if any(self._perhaps_unpublished(commit) for commit in foreign):
            for name in {commit.lane for commit in foreign}:
                lane = await self._lanes.one(name)
                self._published[name] = lane.published if lane else 0
        first = [commit for commit in foreign if self._perhaps_unpublished(commit)]
        if first:
            self._offer(None, first)

    async def replay(self) -> int:
        """Offer every commit of every lane again. A commit whose predecessors stand in another lane waits for them."""
        emitted: dict[str, int] = {}
        count = 0
        for lane in await self._lanes.all():
            async for _, commits in self._reader.batches(lane.name, 0):
                for commit in commits:
                    count += await self._replay_one(commit, emitted)
        return count

    async def _replay_one(self, commit: Commit, emitted: dict[str, int]) -> int:
        last = emitted.get(commit.stream, 0)
        if commit.version <= last:
            return 0
        missing = await self._reader.tail(commit.stream, last, commit.version - 1) if commit.version > last + 1 else []
        self._offer(None, [*missing, commit])
        emitted[commit.stream] = commit.version
        if any(follower.behind > REPLAY_AT_ONCE for follower in self._followers):
            await asyncio.gather(*(follower.caught_up() for follower in self._followers))
        return len(missing) + 1

    def _perhaps_unpublished(self, commit: Commit) -> bool:
        return commit.batch > self._published.get(commit.lane, 0)

    def _offer(self, batch: int | None, commits: Sequence[Commit]) -> None:
        for follower in self._followers:
            follower.offer(batch, commits)

    async def _run(self) -> None:
        beat = 0
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            beat += 1
            try:
                assert self._own is not None
                position = self.position
                await self._lanes.beat(self._own.name, position)
                self._told = position
                if beat % SWEEP_EVERY == 0:
                    await self._sweep()
            except StoreError as error:
                log.warning("the store does not answer the lanekeeper", reason=str(error)[:200])

    async def _sweep(self) -> None:
        for lane in await self._lanes.all():
            if self._own is not None and lane.name == self._own.name:
                continue
            self._published[lane.name] = max(lane.published, self._published.get(lane.name, 0))
            if not lane.done and not lane.owner_lives:
                await self._finish(lane)

    async def _finish(self, lane: Lane) -> None:
        """Publish what a dead process left. Two may do so at once: the bus and the read models take a thing once."""
        last, count = lane.published, 0
        async for number, commits in self._reader.batches(lane.name, lane.published):
            if commits:
                self._offer(None, commits)
            last, count = number, count + len(commits)
        await asyncio.gather(*(follower.caught_up() for follower in self._followers))
        await self._lanes.moved(lane.name, last, done=True)
        self._published[lane.name] = last
        if count:
            log.info("finished the lane of a process that died", lane=lane.name, commits=count)

"""Renews the lease of this process's lane, recovers the lanes of processes that ended, and reads the whole history again."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence

import structlog

from shared.bus.continuity import Place
from shared.domain import Refusal
from shared.journal.commit import Commit
from shared.journal.follower import Follower, Publishing
from shared.journal.lane_places import LanePlaces, still_there
from shared.journal.lanes import Lane, Lanes
from shared.journal.reader import Reader
from shared.journal.set_aside import JOURNAL, STATE, SetAside, Unread
from shared.store.errors import StoreError

log = structlog.get_logger(__name__)

BEAT_SECONDS = 2.0
SWEEP_SECONDS = 10.0
"""How often the lanes of others are looked at."""
RETRY_SECONDS = 0.5
REPLAY_AT_ONCE = 50
RECONSIDERED_AT_ONCE = 100


class LaneManager:
    def __init__(
        self,
        lanes: Lanes,
        reader: Reader,
        followers: Sequence[Follower],
        aside: SetAside,
        *,
        places: LanePlaces,
        bus: Publishing | None = None,
    ) -> None:
        self._lanes = lanes
        self._places = places
        self._bus = bus
        self._reader = reader
        self._aside = aside
        self._followers = followers
        self._own: Lane | None = None
        self._published: dict[str, int] = {}
        """How far other lanes are known to be published; they may be further."""
        self._noted_position = 0
        self.store_was_put_back = False
        """The store does not have what this process wrote: whatever it holds in memory is of another time."""
        self._tasks: list[asyncio.Task[None]] = []
        self._finishing: dict[str, asyncio.Task[None]] = {}

    @property
    def position(self) -> int:
        """The last batch of the own lane that every follower has taken."""
        began = self._own.published if self._own else 0
        return max(began, min((follower.position for follower in self._followers), default=0))

    async def start(self) -> str:
        await self.reconsider(all_of_it=True)
        await self._sweep()
        self._own = await self._lanes.open()
        self._tasks = [
            asyncio.create_task(self._beat(), name="lane manager's lease"),
            asyncio.create_task(self._watch(), name="lane manager's watch"),
        ]
        return self._own.name

    async def open_after(self, batch: int) -> str:
        """Another own lane, which begins after this batch: somebody took this process for dead and closed its lane."""
        log.warning(
            "this process was taken for dead; it goes on in a lane of its own", lane=self._own and self._own.name
        )
        while True:
            try:
                self._own = await self._lanes.open(batch)
            except StoreError:
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return self._own.name

    async def stop(self) -> None:
        tasks = [*self._tasks, *self._finishing.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._own is not None and self.position > self._noted_position:
            try:
                await self._note(self._own.name, self.position)
            except StoreError:
                log.warning("could not note how far this lane is; some events will be sent once more")

    async def noted(self) -> None:
        """Wait until the lanes that were found without an owner are noted as done."""
        await asyncio.gather(*self._finishing.values(), return_exceptions=True)

    async def publish_first(self, commits: Sequence[Commit]) -> None:
        """Offer those commits of other lanes that may not be published yet, before anything that builds on them."""
        foreign = [commit for commit in commits if not self._is_own(commit)]
        if not foreign:
            return
        if any(self._perhaps_unpublished(commit) for commit in foreign):
            for name in {commit.lane for commit in foreign}:
                lane = await self._lanes.one(name)
                self._published[name] = lane.published if lane else 0
        first = [commit for commit in foreign if self._perhaps_unpublished(commit)]
        if first:
            self._offer(first)

    async def replay(self) -> int:
        """Offer every commit of every lane again; how many that were."""
        await self.reconsider(all_of_it=True)
        count = 0
        async for commits in self.history():
            self._offer(commits)
            count += len(commits)
            if any(follower.behind > REPLAY_AT_ONCE for follower in self._followers):
                await asyncio.gather(*(follower.caught_up() for follower in self._followers))
        return count

    async def history(
        self, since: Mapping[str, int] | None = None, last_batches: dict[str, int] | None = None
    ) -> AsyncIterator[Sequence[Commit]]:
        """Every commit of every lane, each stream's in order: one whose predecessors stand in another lane brings them.

        `since` leaves out what stands up to and with these batches; `last_batches` gets the last batch of each lane.
        """
        since = since or {}
        versions: dict[str, int] = {}
        for lane in await self._lanes.all():
            last = since.get(lane.name) or await self._reader.before_first(lane.name, lane.published)
            async for number, batch in self._reader.batches(lane.name, last):
                commits: list[Commit] = []
                for commit in batch:
                    version = versions.get(commit.stream, 0)
                    if commit.version <= version or self._aside.holds(commit.stream, commit.version):
                        continue
                    commits += await self._between(commit, version, since)
                    if self._aside.holds(commit.stream, commit.version):
                        continue
                    commits.append(commit)
                    versions[commit.stream] = commit.version
                last = number
                if commits:
                    yield commits
            if last_batches is not None:
                last_batches[lane.name] = last

    async def _between(self, commit: Commit, last: int, since: Mapping[str, int]) -> Sequence[Commit]:
        """What stands between the last version that was given and this commit, and is not left out."""
        if commit.version == last + 1:
            return ()
        first = last if last or not since else await self._left_out_before(commit, since)
        before, unread = await self._reader.readable(commit.stream, first, commit.version - 1)
        if unread is not None:
            await self._aside.note(unread)
        return before

    async def _left_out_before(self, commit: Commit, since: Mapping[str, int]) -> int:
        """The newest version before this commit that is left out."""
        for version in range(commit.version - 1, 0, -1):
            lane, batch = await self._reader.place(commit.stream, version)
            if batch <= since.get(lane, 0):
                return version
        return 0

    async def still_there(self, least: Mapping[str, int]) -> dict[str, int]:
        """How far each lane is for certain in the events stream; `least` of it is known otherwise."""
        return still_there(await self._places.all(), self._holds, least)

    async def newest_places(self) -> list[Place]:
        """The newest place of each lane in the events stream that still means the same."""
        return [place for place in await self._places.newest() if self._holds(place)]

    async def published_so_far(self) -> dict[str, int]:
        """The last batch of each lane that is noted as published."""
        return {lane.name: lane.published for lane in await self._lanes.all()}

    def _holds(self, place: Place) -> bool:
        return self._bus is not None and self._bus.holds(place)

    async def _note_place(self, lane: str, batch: int) -> None:
        """Where in the events stream a lane is now: all of it up to this batch stands there or before."""
        place = self._bus.reached if self._bus is not None else None
        if place is not None:
            await self._places.note(lane, batch, place, self._holds)

    async def reconsider(self, all_of_it: bool = False) -> None:
        """Go on with what was set aside and can be read now. `all_of_it`: followers get what they could not take, too."""
        noted = await self._aside.noted()
        for unread in noted if all_of_it else noted[:RECONSIDERED_AT_ONCE]:
            if unread.by != JOURNAL:
                if all_of_it:
                    await self.give_on(unread)
            elif await self._reader.is_readable(unread.stream, unread.version):
                await self.give_on(unread)

    async def give_on(self, unread: Unread) -> None:
        """Whatever is readable of this thing now, from where it stopped, which is no longer set aside."""
        commits, still = await self._reader.readable(unread.stream, unread.version - 1)
        if commits and unread.by != STATE:
            # Nothing is awaited from here on until it is released: what is written from now on goes behind.
            for follower in self._followers:
                if unread.by in (JOURNAL, follower.sink.name):
                    follower.offer(None, commits)
            log.info("goes on with what was set aside", stream=unread.stream, version=unread.version, by=unread.by)
        await self._aside.release(unread)
        if still is not None:
            await self._aside.note(still)

    def _is_own(self, commit: Commit) -> bool:
        return self._own is not None and commit.lane == self._own.name

    def _perhaps_unpublished(self, commit: Commit) -> bool:
        return commit.batch > self._published.get(commit.lane, 0)

    def _offer(self, commits: Sequence[Commit]) -> None:
        for follower in self._followers:
            follower.offer(None, commits)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            try:
                assert self._own is not None
                position = self.position
                await self._note(self._own.name, position)
                self._noted_position = position
            except StoreError as error:
                log.warning("the store does not answer the lane manager", reason=error)

    async def _note(self, lane: str, position: int) -> None:
        await self._note_place(lane, position)
        if not await self._lanes.beat(lane, position, self._noted_position) and not self.store_was_put_back:
            self.store_was_put_back = True
            log.critical("the store was put back under this service, which must be started again", lane=lane)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                await self._sweep()
                await self.reconsider()
            except StoreError as error:
                log.warning("the store does not answer the lane manager", reason=error)
            except Exception:
                log.exception("a mistake in looking after lanes")

    async def _sweep(self) -> None:
        lanes = [lane for lane in await self._lanes.all() if self._own is None or lane.name != self._own.name]
        for lane in lanes:
            self._published[lane.name] = max(lane.published, self._published.get(lane.name, 0))
        for lane in lanes:
            if not lane.done and lane.name not in self._finishing and not lane.owner_lives:
                await self._finish(lane)

    async def _finish(self, lane: Lane) -> None:
        """Publish what a dead process left. Two may do so at once: the bus and the read models take a thing once.

        The lane is closed before it counts as done: whoever was taken for dead and is not cannot write there unseen.
        """
        last, count, versions = lane.published, 0, dict[str, int]()
        while True:
            async for number, commits in self._reader.batches(lane.name, last):
                for commit in commits:
                    if versions.get(commit.stream) != commit.version - 1:
                        self._offer(await self._foundations(commit))
                    versions[commit.stream] = commit.version
                self._offer([commit for commit in commits if not self._aside.holds(commit.stream, commit.version)])
                last, count = number, count + len(commits)
            if await self._reader.close_lane(lane.name, last + 1):
                break
        noting = asyncio.create_task(self._note_finished(lane.name, last + 1, count))
        self._finishing[lane.name] = noting
        noting.add_done_callback(lambda _: self._finishing.pop(lane.name, None))

    async def _note_finished(self, lane: str, last: int, commits: int) -> None:
        """Note that a lane is done once it is delivered. Nobody waits for this: a bus that lost everything takes long.

        What is offered later is delivered later, so order does not depend on it; and a lane that was not noted is
        finished once more.
        """
        await asyncio.gather(*(follower.caught_up() for follower in self._followers))
        try:
            await self._note_place(lane, last)
            await self._lanes.finished(lane, last)
        except StoreError as error:
            log.warning("could not note that a lane is finished", lane=lane, reason=error)
            return
        self._published[lane] = last
        if commits:
            log.info("finished the lane of a process that died", lane=lane, commits=commits)

    async def _foundations(self, commit: Commit) -> list[Commit]:
        """What this commit builds on in other lanes and that may not be published yet, in order."""
        found: list[Commit] = []
        for version in range(commit.version - 1, 0, -1):
            try:
                before = await self._reader.one(commit.stream, version)
            except Refusal:  # it cannot be read, so nothing that builds on it may go before it
                return []
            if before is None or before.lane == commit.lane or self._is_own(before):
                break  # the same lane's came before, and our own were offered when they were written
            if not self._perhaps_unpublished(before):
                break
            found.append(before)
        return found[::-1]

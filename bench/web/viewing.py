"""Viewers of one clinic, in a process of their own, which also contributes and times until each of them shows it.

`python -m bench.web.viewing <order.json>` connects the viewers, contributes at an even pace and prints the Seen as one
line of JSON. A viewer does what the page's script does: it listens to the page's stream and shows what comes in
it, and fetches the parts that change where the stream says that something did, one fetch at a time; after what came in the
stream it does so at leisure, and in any case once a minute.
"""

import asyncio
import json
import random
import re
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson
import psutil
import uvloop

from bench.load import LoadFailedError, percentile
from bench.web.listening import AT_ONCE, SETTLE_SECONDS, taken
from bench.web.posting import result_of
from bench.web.wire import BrokenError, Exchange, Listening, request

LAST_SEEN_WITHIN = 30.0
A_MINUTE = 60.0
SAID, CHANGED = b"event: said\n", b"event: changed\n"
_WITHIN = re.compile(rb'"within":(\d+)')


@dataclass(frozen=True)
class Viewed:
    """A clinic's page, who looks at it, and what is contributed to it."""

    address: str
    events: str
    """The path of the event stream."""
    page: str
    """The path of the part of the page that changes."""
    viewers: Sequence[Mapping[str, str]]
    """The headers of each."""
    contribute: str
    """The path that takes contributions."""
    contributor: Mapping[str, str]
    process: int
    """The number of the gateway's process, to see what the viewers take there."""
    a_second: float = 10.0
    warm_up: float = 2.0
    seconds: float = 10.0


@dataclass(frozen=True)
class Seen:
    """What a run measured: milliseconds from sending a contribution until a viewer holds the page that shows it."""

    views: int
    """Measured pairs of a contribution and a viewer."""
    p50: float
    p99: float
    fetches_per_second: float
    viewer_kb: float
    """Memory of the gateway for each viewer, before anything was contributed."""

    def __str__(self) -> str:
        return (
            f"p50 {self.p50:,.0f} ms, p99 {self.p99:,.0f} ms over {self.views:,} views, "
            f"{self.fetches_per_second:,.0f} fetches/s, {self.viewer_kb:,.0f} kB a viewer"
        )


async def drive(viewed: Viewed, folder: Path) -> Seen:
    """Run the viewers in their own process and return what they measured. Raises LoadFailedError."""
    order = folder / f"viewing-{len(viewed.viewers)}.json"
    order.write_text(json.dumps(asdict(viewed)))
    bound = viewed.warm_up + viewed.seconds + LAST_SEEN_WITHIN + 90
    return Seen(**await result_of("bench.web.viewing", order, bound))


class Sent:
    """What was contributed, by number, and when."""

    def __init__(self) -> None:
        self.at: list[float] = []

    def text(self) -> str:
        """The next contribution's text, as of now."""
        self.at.append(time.perf_counter())
        number = len(self.at) - 1
        return f"In a similar position I walked the floor for a week first, and then asked again. ({self.mark(number)})"

    @staticmethod
    def mark(number: int) -> str:
        return f"number {number:06d}"


class Viewer:
    """One open page."""

    def __init__(self, sent: Sent, exchange: Exchange, written: bytes) -> None:
        self.seen: list[float] = []
        """When each contribution was first shown, by number: they are shown in order."""
        self.fetches = 0
        self.lost: Exception | None = None
        self._sent = sent
        self._exchange = exchange
        self._written = written
        self._wanted = 0
        self._came = b""
        self._later: asyncio.TimerHandle | None = None
        self._minute: asyncio.TimerHandle | None = None
        self._fetching: asyncio.Task[None] | None = None
        self._stream: Listening | None = None

    @classmethod
    async def open(cls, viewed: Viewed, headers: Mapping[str, str], sent: Sent) -> "Viewer":
        asks = {"Host": "127.0.0.1", **headers}
        written = request("GET", viewed.page, {**asks, "Accept": "text/html", "Accept-Encoding": "gzip"})
        viewer = cls(sent, await Exchange.open(viewed.address), written)
        viewer._stream = await Listening.open(viewed.address, request("GET", viewed.events, asks), viewer.hear)
        viewer._minutely(random.random())
        return viewer

    def _minutely(self, part: float = 1.0) -> None:
        self._minute = asyncio.get_running_loop().call_later(part * A_MINUTE, self._look_again)

    def _look_again(self) -> None:
        self.refresh()
        self._minutely()

    def hear(self, came: bytes) -> None:
        """What the stream brings: whole messages, but for the last one."""
        messages, _, self._came = (self._came + came).rpartition(b"\n\n")
        if CHANGED in messages:
            self.refresh()
        if SAID in messages:
            self._look(messages, time.perf_counter())
            if self._later is None:
                within = int(_WITHIN.findall(messages)[-1]) / 1_000
                self._later = asyncio.get_running_loop().call_later(within * (1 + random.random()), self.refresh)

    def refresh(self) -> None:
        if self._later is not None:
            self._later.cancel()
            self._later = None
        self._wanted += 1
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.get_running_loop().create_task(self._fetch())

    async def _fetch(self) -> None:
        seen = -1
        try:
            while seen != self._wanted:
                seen = self._wanted
                answer = await self._exchange.ask(self._written)
                self.fetches += 1
                if answer.status != 200:
                    self.lost = LoadFailedError(f"A page answered {answer.status}: {answer.body[:200]!r}")
                    return
                self._look(answer.body, time.perf_counter())
        except (OSError, TimeoutError) as error:
            self.lost = error

    def _look(self, body: bytes, now: float) -> None:
        while len(self.seen) < len(self._sent.at) and Sent.mark(len(self.seen)).encode() in body:
            self.seen.append(now)

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
        for going_on in (self._fetching, self._later, self._minute):
            if going_on is not None:
                going_on.cancel()
        self._exchange.close()


async def generate(viewed: Viewed) -> Seen:
    """View and contribute from this process. Raises LoadFailedError where a page is lost or never shows something."""
    process, sent = psutil.Process(viewed.process), Sent()
    before = taken(process)
    viewers: list[Viewer] = []
    try:
        for begin in range(0, len(viewed.viewers), AT_ONCE):
            some = viewed.viewers[begin : begin + AT_ONCE]
            viewers += await asyncio.gather(*(Viewer.open(viewed, headers, sent) for headers in some))
        await asyncio.sleep(SETTLE_SECONDS)
        each = (taken(process) - before) / len(viewers)
        fetched_before = sum(viewer.fetches for viewer in viewers)
        began = time.perf_counter()
        await _contribute(viewed, sent)
        fetches = (sum(viewer.fetches for viewer in viewers) - fetched_before) / (time.perf_counter() - began)
        await _all_seen(viewers, sent)
    except (BrokenError, TimeoutError) as error:
        raise LoadFailedError(f"{viewed.page} did not keep up: {error!r}") from None
    finally:
        for viewer in viewers:
            viewer.close()
    warm = int(viewed.warm_up * viewed.a_second)
    latencies = [viewer.seen[number] - sent.at[number] for viewer in viewers for number in range(warm, len(sent.at))]
    return Seen(
        views=len(latencies),
        p50=round(percentile(latencies, 50) * 1_000, 1),
        p99=round(percentile(latencies, 99) * 1_000, 1),
        fetches_per_second=round(fetches, 1),
        viewer_kb=round(each / 1_000, 1),
    )


async def _contribute(viewed: Viewed, sent: Sent) -> None:
    """Each at its own time, whether or not the one before was answered; then until all were."""
    began = time.perf_counter()
    connections = [await Exchange.open(viewed.address) for _ in range(8)]
    free = asyncio.Queue[Exchange]()
    for exchange in connections:
        free.put_nowait(exchange)

    async def contribute() -> None:
        connection = await free.get()
        headers = {"Host": "127.0.0.1", "Content-Type": "application/json", **viewed.contributor}
        answer = await connection.ask(request("POST", viewed.contribute, headers, orjson.dumps({"text": sent.text()})))
        free.put_nowait(connection)
        if answer.status != 200:
            raise LoadFailedError(f"A contribution was answered {answer.status}: {answer.body[:200]!r}")

    count = int((viewed.warm_up + viewed.seconds) * viewed.a_second)
    try:
        async with asyncio.TaskGroup() as group:
            for number in range(count):
                await asyncio.sleep(began + number / viewed.a_second - time.perf_counter())
                group.create_task(contribute())
    except* (LoadFailedError, OSError, TimeoutError) as errors:
        raise LoadFailedError(str(errors.exceptions[0])) from None
    finally:
        for exchange in connections:
            exchange.close()


async def _all_seen(viewers: Sequence[Viewer], sent: Sent) -> None:
    """Wait until every viewer shows everything. Raises LoadFailedError."""
    ends = time.perf_counter() + LAST_SEEN_WITHIN
    while any(len(viewer.seen) < len(sent.at) for viewer in viewers):
        if failed := next((viewer.lost for viewer in viewers if viewer.lost is not None), None):
            raise LoadFailedError(f"A page was lost: {failed}")
        if time.perf_counter() > ends:
            missing = sum(len(viewer.seen) < len(sent.at) for viewer in viewers)
            raise LoadFailedError(f"{missing} pages did not show everything within {LAST_SEEN_WITHIN:g} s.")
        await asyncio.sleep(0.05)


def main() -> None:
    """Entry point of the process; the last line printed is the result, or why there is none."""
    try:
        seen = uvloop.run(generate(Viewed(**json.loads(Path(sys.argv[1]).read_text()))))
    except LoadFailedError as error:
        sys.exit(str(error))
    print(json.dumps(asdict(seen)))


if __name__ == "__main__":
    main()

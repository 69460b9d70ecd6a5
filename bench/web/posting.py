"""The load on an HTTP endpoint: a process of its own that keeps N posts in flight and times each one.

`python -m bench.web.posting <order.json>` posts as the order says and prints the Timing as one line of JSON.
"""

import asyncio
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson
import uvloop

from bench.children import child
from bench.load import REPLY_WITHIN, LoadFailedError, Pace, Timing
from bench.web.wire import Exchange, request

ADVICE = "In a similar position I walked the floor for a week first, and then asked again. ({number})"


@dataclass(frozen=True)
class Posts:
    """Pieces of advice, each with an `Idempotency-Key` of its own, for one endpoint."""

    address: str
    path: str
    headers: Mapping[str, str]
    run: str
    """Begins each key, so that two runs against one service ask for different things."""

    def written(self, number: int) -> bytes:
        """The whole request of this number."""
        headers = {
            "Host": "127.0.0.1",
            "Content-Type": "application/json",
            "Idempotency-Key": f"{self.run}-{number}",
            **self.headers,
        }
        return request("POST", self.path, headers, orjson.dumps({"text": ADVICE.format(number=number)}))


async def drive(posts: Posts, pace: Pace, folder: Path) -> Timing:
    """Run the load in its own process and return what it measured. Raises LoadFailedError."""
    order = folder / f"posting-{pace.in_flight}.json"
    order.write_text(json.dumps({"posts": asdict(posts), "pace": asdict(pace)}))
    bound = pace.warm_up + pace.seconds + REPLY_WITHIN + 10
    return Timing(**await result_of("bench.web.posting", order, bound))


async def result_of(module: str, order: Path, bound: float) -> dict[str, Any]:
    """What the load process `module` printed last, after at most `bound` seconds. Raises LoadFailedError."""
    command = [sys.executable, "-m", module, str(order)]
    async with child(order.stem, command, order.parent) as running:
        try:
            code = await asyncio.wait_for(running.process.wait(), bound)
        except TimeoutError:
            raise LoadFailedError(f"{module} did not end within {bound:g} s.") from None
        printed = running.printed().strip()
        if code != 0 or not printed:
            raise LoadFailedError(printed.splitlines()[-1] if printed else f"{module} ended with code {code}.")
    result: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return result


async def generate(posts: Posts, pace: Pace) -> Timing:
    """Post from this process. Raises LoadFailedError at the first answer that is not a success."""
    run = _Run(posts, pace)
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(pace.in_flight):
                group.create_task(run.work())
    except* (LoadFailedError, OSError) as errors:
        raise LoadFailedError(str(errors.exceptions[0])) from None
    return run.timing()


class _Run:
    """Every worker sends its next post as soon as it holds the answer to its last."""

    def __init__(self, posts: Posts, pace: Pace) -> None:
        self._posts, self._pace = posts, pace
        self._numbers = iter(range(pace.first, pace.first + pace.at_most))
        self._latencies: list[float] = []
        self._accepted = 0
        self._opens = time.perf_counter() + pace.warm_up
        self._closes = self._opens + pace.seconds
        self._last = self._opens

    async def work(self) -> None:
        connection = await Exchange.open(self._posts.address)
        try:
            for number in self._numbers:
                sent = time.perf_counter()
                if sent >= self._closes:
                    return
                answer = await connection.ask(self._posts.written(number))
                held = time.perf_counter()
                if answer.status != 200:
                    raise LoadFailedError(f"{self._posts.path} answered {answer.status}: {answer.body[:300]!r}")
                self._accepted += 1
                if self._opens <= held < self._closes:
                    self._latencies.append(held - sent)
                    self._last = held
        finally:
            connection.close()

    def timing(self) -> Timing:
        if not self._latencies:
            raise LoadFailedError(f"Nothing was answered on {self._posts.path} in {self._pace.seconds:g} s.")
        # If `at_most` ran out first, the window ended with the last answer.
        ran_out = next(self._numbers, None) is None
        return Timing.of(self._latencies, self._last - self._opens if ran_out else self._pace.seconds, self._accepted)


def main() -> None:
    """Entry point of the load process; the last line printed is the result, or why there is none."""
    order = json.loads(Path(sys.argv[1]).read_text())
    try:
        timing = uvloop.run(generate(Posts(**order["posts"]), Pace(**order["pace"])))
    except LoadFailedError as error:
        sys.exit(str(error))
    print(json.dumps(asdict(timing)))


if __name__ == "__main__":
    main()

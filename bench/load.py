"""The load generator: a process of its own that keeps N requests in flight and times each one.

`python -m bench.load <order.json>` drives what the order describes and prints the Timing as one line of JSON.
"""

import asyncio
import importlib
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol, Self, cast

import nats
import uvloop
from nats.aio.client import Client

from bench.children import child

REPLY_WITHIN = 30.0


class Requests(Protocol):
    """What is asked and how an answer is judged. Built in the load process from the target's `arguments`."""

    def body(self, number: int) -> bytes:
        """The request of this number; each number gives a command of its own."""
        ...

    def headers(self, number: int) -> dict[str, str] | None:
        """Its NATS headers, if it needs any."""
        ...

    def problem(self, reply: bytes) -> str | None:
        """Why this reply is not the success that was asked for; None if it is."""
        ...


@dataclass(frozen=True)
class Target:
    """A running service to be driven. `stream` is where its events go, one for each command, to see how far behind."""

    nats_url: str
    subject: str
    requests: str
    """Where the Requests class is: `module:Class`. It is called with `arguments` as keywords, in the load process."""
    arguments: Mapping[str, Any]
    stream: str
    connect: Mapping[str, Any] = field(default_factory=dict)
    """More for `nats.connect`, such as `user` and `password`."""


@dataclass(frozen=True)
class Timing:
    """What a run measured. Times in milliseconds, from sending a request to holding its reply."""

    answered: int
    """Replies in the measured window."""
    accepted: int
    """Successes in all, warm-up and the last ones in flight included."""
    seconds: float
    per_second: float
    p50: float
    p99: float

    @classmethod
    def of(cls, latencies: list[float], seconds: float, accepted: int) -> Self:
        """Sum up the latencies (seconds) of a window that lasted so many seconds."""
        return cls(
            answered=len(latencies),
            accepted=accepted,
            seconds=round(seconds, 3),
            per_second=round(len(latencies) / seconds, 1),
            p50=round(percentile(latencies, 50) * 1_000, 2),
            p99=round(percentile(latencies, 99) * 1_000, 2),
        )


@dataclass(frozen=True)
class Pace:
    """How hard and how long: `in_flight` requests at any time, `warm_up` unmeasured seconds, then `seconds` measured.

    `at_most` bounds the requests in all, so that a very fast service does not fill the disk.
    """

    in_flight: int
    warm_up: float = 2.0
    seconds: float = 6.0
    at_most: int = 200_000
    first: int = 0
    """The number of the first request, so that two runs against one service ask for different things."""


class LoadFailedError(RuntimeError):
    """A request was refused or stayed unanswered, or the load process broke: a figure would mean nothing."""


def percentile(values: list[float], percent: float) -> float:
    """The smallest value that at least `percent` of the values do not exceed. Raises ValueError for no values."""
    if not values:
        raise ValueError("There are no values to take a percentile of.")
    ordered = sorted(values)
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, int(rank) - 1)]


async def drive(target: Target, pace: Pace, folder: Path) -> Timing:
    """Run the load generator in its own process and return what it measured. Raises LoadFailedError."""
    order = folder / f"load-{pace.in_flight}.json"
    order.write_text(json.dumps({"target": asdict(target), "pace": asdict(pace)}))
    command = [sys.executable, "-m", "bench.load", str(order)]
    bound = pace.warm_up + pace.seconds + REPLY_WITHIN + 10
    async with child(f"load-{pace.in_flight}", command, folder) as running:
        try:
            code = await asyncio.wait_for(running.process.wait(), bound)
        except TimeoutError:
            raise LoadFailedError(f"The load on {target.subject} did not end within {bound:g} s.") from None
        printed = running.printed().strip()
        if code != 0 or not printed:
            raise LoadFailedError(printed.splitlines()[-1] if printed else f"The load process ended with code {code}.")
    return Timing(**json.loads(printed.splitlines()[-1]))


async def generate(target: Target, pace: Pace, clock: Callable[[], float] = time.perf_counter) -> Timing:
    """Drive the target from this process. Raises LoadFailedError at the first reply that is not a success.

    `clock` tells the seconds that the pace and the latencies are measured by.
    """
    module, _, name = target.requests.partition(":")
    requests = cast("Requests", getattr(importlib.import_module(module), name)(**target.arguments))
    connection = await nats.connect(target.nats_url, **target.connect)
    try:
        return await _Run(connection, target, requests, pace, clock).timing()
    finally:
        await connection.close()


class _Run:
    """One run: every worker sends its next request as soon as it holds the reply to its last."""

    def __init__(
        self, connection: Client, target: Target, requests: Requests, pace: Pace, clock: Callable[[], float]
    ) -> None:
        self._connection, self._target, self._requests, self._pace = connection, target, requests, pace
        self._clock = clock
        self._numbers = iter(range(pace.first, pace.first + pace.at_most))
        self._latencies: list[float] = []
        self._accepted = 0
        self._opens = clock() + pace.warm_up
        self._closes = self._opens + pace.seconds
        self._last = self._opens

    async def timing(self) -> Timing:
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._pace.in_flight):
                    group.create_task(self._work())
        except* LoadFailedError as errors:
            raise errors.exceptions[0] from None
        if not self._latencies:
            raise LoadFailedError(f"Nothing was answered on {self._target.subject} in {self._pace.seconds:g} s.")
        # If `at_most` ran out first, the window ended with the last reply.
        ran_out = next(self._numbers, None) is None
        seconds = self._last - self._opens if ran_out else self._pace.seconds
        return Timing.of(self._latencies, seconds, self._accepted)

    async def _work(self) -> None:
        for number in self._numbers:
            body, headers = self._requests.body(number), self._requests.headers(number)
            sent = self._clock()
            if sent >= self._closes:
                return
            try:
                reply = await self._connection.request(self._target.subject, body, REPLY_WITHIN, headers=headers)
            except nats.errors.Error as error:
                raise LoadFailedError(f"No reply on {self._target.subject}: {error!r}") from None
            held = self._clock()
            if problem := self._requests.problem(reply.data):
                raise LoadFailedError(f"A request on {self._target.subject} was not accepted: {problem}")
            self._accepted += 1
            if self._opens <= held < self._closes:
                self._latencies.append(held - sent)
                self._last = held


def main() -> None:
    """Entry point of the load process; the last line printed is the result, or why there is none."""
    order = json.loads(Path(sys.argv[1]).read_text())
    try:
        timing = uvloop.run(generate(Target(**order["target"]), Pace(**order["pace"])))
    except LoadFailedError as error:
        sys.exit(str(error))
    print(json.dumps(asdict(timing)))


if __name__ == "__main__":
    main()

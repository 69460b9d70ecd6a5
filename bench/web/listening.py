"""Listeners of an event stream, in a process of their own, which also publishes what they are to hear.

`python -m bench.web.listening <order.json>` opens the streams, publishes events as fast as the slowest listener hears
them, and prints the Fanned as one line of JSON.
"""

import asyncio
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import nats
import psutil
import uvloop
from nats.aio.client import Client

from bench.load import LoadFailedError
from bench.web.posting import result_of
from bench.web.wire import BrokenError, Listening, request

AT_ONCE = 50
HEARD_WITHIN = 20.0
SETTLE_SECONDS = 1.0
LOOK_SECONDS = 0.002


@dataclass(frozen=True)
class Fan:
    """One event stream, who listens to it, and what is published."""

    address: str
    path: str
    listeners: Sequence[Mapping[str, str]]
    """The headers of each."""
    nats_url: str
    subject: str
    payload: str
    process: int
    """The number of the process that fans out, to see what it takes."""
    jetstream: bool
    """Whether the events are to be kept by the bus, or only pass through it."""
    window: int = 40
    """How many events the slowest listener may be behind: fewer than what cuts it off."""
    warm_up: float = 1.5
    seconds: float = 5.0


@dataclass(frozen=True)
class Fanned:
    """What a run measured."""

    events: int
    """In the measured window, each to every listener."""
    per_second: float
    """Deliveries, over all listeners."""
    listener_kb: float
    """Memory of the process that fans out, for each listener, before anything was published."""
    processor: float
    """Processor time of that process for one delivery, in microseconds."""

    def __str__(self) -> str:
        rate = f"{self.per_second:,.0f} deliveries/s at {self.processor:,.1f} µs of processor time each"
        return f"{rate}, {self.listener_kb:,.0f} kB a listener"


async def drive(fan: Fan, folder: Path) -> Fanned:
    """Run the listeners in their own process and return what they measured. Raises LoadFailedError."""
    order = folder / "listening.json"
    order.write_text(json.dumps(asdict(fan)))
    return Fanned(**await result_of("bench.web.listening", order, fan.warm_up + fan.seconds + 60 + HEARD_WITHIN))


async def generate(fan: Fan) -> Fanned:
    """Listen and publish from this process. Raises LoadFailedError where a listener is lost or hears nothing."""
    bus = await nats.connect(fan.nats_url)
    process = psutil.Process(fan.process)
    before = taken(process)
    listening: list[Listening] = []
    try:
        for begin in range(0, len(fan.listeners), AT_ONCE):
            some = fan.listeners[begin : begin + AT_ONCE]
            opened = (Listening.open(fan.address, request("GET", fan.path, headers)) for headers in some)
            listening += await asyncio.gather(*opened)
        await asyncio.sleep(SETTLE_SECONDS)
        each = (taken(process) - before) / len(listening)
        return await _publish(fan, bus, listening, each, process)
    except (BrokenError, TimeoutError) as error:
        raise LoadFailedError(f"{fan.path} did not keep up: {error!r}") from None
    finally:
        for this_listening in listening:
            this_listening.close()
        await bus.close()


async def _publish(fan: Fan, bus: Client, listening: list[Listening], each: float, process: psutil.Process) -> Fanned:
    publish = bus.jetstream().publish if fan.jetstream else bus.publish
    payload = fan.payload.encode()
    published = measured_from = slowest = 0
    began = time.perf_counter()
    opens, closes = began + fan.warm_up, began + fan.warm_up + fan.seconds
    worked = opened = 0.0
    moved = began
    while True:
        now, before = time.perf_counter(), slowest
        slowest = min(this_listening.events for this_listening in listening)
        moved = now if slowest > before else moved
        if now - moved > HEARD_WITHIN or any(this_listening.lost for this_listening in listening):
            raise LoadFailedError("A listener was cut off, or hears nothing more.")
        if not opened and now >= opens:
            opened, measured_from, worked = now, slowest, _worked(process)
        if now >= closes:
            seconds = now - opened
            break
        if published - slowest < fan.window:
            await publish(fan.subject, payload)
            published += 1
        else:
            await asyncio.sleep(LOOK_SECONDS)
    delivered = (slowest - measured_from) * len(listening)
    if not delivered:
        raise LoadFailedError(f"Nothing was heard on {fan.path} in {fan.seconds:g} s.")
    return Fanned(
        events=slowest - measured_from,
        per_second=round(delivered / seconds, 1),
        listener_kb=round(each / 1_000, 1),
        processor=round((_worked(process) - worked) / delivered * 1e6, 2),
    )


def taken(process: psutil.Process) -> int:
    """The memory that is a process's own, in bytes."""
    return int(process.memory_full_info().uss)


def _worked(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def main() -> None:
    """Entry point of the process; the last line printed is the result, or why there is none."""
    try:
        fanned = uvloop.run(generate(Fan(**json.loads(Path(sys.argv[1]).read_text()))))
    except LoadFailedError as error:
        sys.exit(str(error))
    print(json.dumps(asdict(fanned)))


if __name__ == "__main__":
    main()

"""What is in the events stream, and many commands at once that bring something there."""

import asyncio
from typing import Any

import nats
import orjson

from shared.bus.subjects import Subjects
from shared.runtime.runtime import Runtime
from tests.support.pad import ANA, AddLine, OpenPad

AT_ONCE = 100


async def published(url: str, subjects: Subjects) -> list[dict[str, Any]]:
    """Everything in the events stream, as a subscriber reads it."""
    client = await nats.connect(url)
    js = client.jetstream()
    count = (await js.stream_info(subjects.events_stream)).state.messages
    subscription = await js.subscribe(subjects.all_events, ordered_consumer=True)
    found = [orjson.loads((await subscription.next_msg(timeout=10)).data) for _ in range(count)]
    await client.close()
    return found


def first_versions(events: list[dict[str, Any]], stream: str) -> list[int]:
    return list(dict.fromkeys(int(event["sequence"]) for event in events if event["subject"] == stream))


async def burst(runtime: Runtime, streams: list[str], first: int, count: int) -> None:
    """Many commands at once, past the bus."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        async with gate:
            command = AddLine(pad_id=streams[number % len(streams)], text="A line.", number=number)
            await runtime.execute(command, f"burst {number}", ANA)

    await asyncio.gather(*(one(number) for number in range(first, first + count)))


async def three_pads(runtime: Runtime) -> list[str]:
    return [(await runtime.execute(OpenPad(), f"pad {number}", ANA)).stream for number in range(3)]


async def has_all(url: str, runtime: Runtime, count: int) -> list[dict[str, Any]]:
    """What is on the stream once so many different events of the house's service are there."""
    async with asyncio.timeout(30):
        while True:
            try:
                events = [
                    document
                    for document in await published(url, runtime.subjects)
                    if document["source"].endswith(runtime.name)
                ]
            except nats.js.errors.NotFoundError:
                events = []
            if len({event["id"] for event in events}) >= count:
                return events
            await asyncio.sleep(0.05)

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import nats
import pytest
from nats.aio.msg import Msg

from bench.load import LoadFailedError, Pace, Target, drive, generate, percentile
from tests.support.servers import Servers

BRIEF = Pace(in_flight=4, warm_up=0, seconds=30, at_most=40)


class Greetings:
    """Requests of the tests: `hello <number>`, answered by `<word> <number>`."""

    def __init__(self, word: str) -> None:
        self._word = word

    def body(self, number: int) -> bytes:
        return f"hello {number}".encode()

    def headers(self, number: int) -> dict[str, str] | None:
        return {"Number": str(number)}

    def problem(self, reply: bytes) -> str | None:
        return None if reply.startswith(self._word.encode()) else f"answered {reply.decode()}"


@asynccontextmanager
async def answering(url: str, answer: Callable[[Msg], Coroutine[None, None, None]]) -> AsyncIterator[Target]:
    """A service that answers greetings on a subject of its own."""
    subject = f"greetings.{uuid4().hex}"
    connection = await nats.connect(url)

    async def in_parallel(message: Msg) -> None:
        tasks.add(asyncio.create_task(answer(message)))

    tasks: set[asyncio.Task[None]] = set()
    try:
        await connection.subscribe(subject, cb=in_parallel)
        await connection.flush()
        yield Target(url, subject, "tests.integration.bench.test_load:Greetings", {"word": "welcome"}, "none")
    finally:
        await connection.close()


async def welcome(message: Msg) -> None:
    await message.respond(b"welcome " + message.data)


async def test_each_request_is_sent_once_and_counted(real_servers: Servers) -> None:
    heard: list[tuple[bytes, str]] = []

    async def note_and_welcome(message: Msg) -> None:
        heard.append((message.data, (message.headers or {})["Number"]))
        await welcome(message)

    async with answering(real_servers.nats_url, note_and_welcome) as target:
        timing = await generate(target, Pace(in_flight=4, warm_up=0, seconds=30, at_most=40, first=100))
    assert sorted(heard) == sorted((f"hello {number}".encode(), str(number)) for number in range(100, 140))
    assert (timing.answered, timing.accepted) == (40, 40)
    assert 0 < timing.p50 <= timing.p99
    assert timing.seconds < 30, "a run that has nothing left to send ends there"
    assert timing.per_second == pytest.approx(40 / timing.seconds, rel=0.2)


async def test_as_many_requests_as_asked_for_are_in_flight(real_servers: Servers) -> None:
    waiting: list[Msg] = []
    crowds: list[int] = []

    async def answer_when_eight_wait(message: Msg) -> None:
        waiting.append(message)
        if len(waiting) == 8:
            await message._client.flush()  # a ninth that was sent with them is here after this
            crowds.append(len(waiting))
            eight = waiting.copy()
            waiting.clear()
            for msg in eight:
                await welcome(msg)

    async with answering(real_servers.nats_url, answer_when_eight_wait) as target:
        timing = await generate(target, Pace(in_flight=8, warm_up=0, seconds=30, at_most=80))
    assert timing.accepted == 80
    assert crowds == [8] * 10


async def test_the_warm_up_is_not_measured(real_servers: Servers) -> None:
    ticks = itertools.count()  # a look at the clock is a second: each request takes two
    async with answering(real_servers.nats_url, welcome) as target:
        timing = await generate(target, Pace(in_flight=1, warm_up=20, seconds=20), lambda: float(next(ticks)))
    assert (timing.answered, timing.seconds) == (10, 20)
    assert timing.accepted == 20, "as many replies came in the warm-up"
    assert timing.p50 == 1_000


async def test_a_refusal_stops_the_run_and_is_told(real_servers: Servers) -> None:
    async def refuse_the_seventh(message: Msg) -> None:
        await message.respond(b"go away" if message.data == b"hello 7" else b"welcome")

    async with answering(real_servers.nats_url, refuse_the_seventh) as target:
        with pytest.raises(LoadFailedError, match="not accepted: answered go away"):
            await generate(target, BRIEF)


async def test_nobody_there_stops_the_run(real_servers: Servers) -> None:
    target = Target(
        real_servers.nats_url, "greetings.nobody", "tests.integration.bench.test_load:Greetings", {"word": "x"}, "none"
    )
    with pytest.raises(LoadFailedError, match=r"greetings\.nobody"):
        await generate(target, BRIEF)


async def test_the_load_comes_from_a_process_of_its_own(real_servers: Servers, tmp_path: Path) -> None:
    async with answering(real_servers.nats_url, welcome) as target:
        timing = await drive(target, BRIEF, tmp_path)
    assert timing.accepted == 40


async def test_what_went_wrong_in_the_load_process_is_told(real_servers: Servers, tmp_path: Path) -> None:
    async def refuse(message: Msg) -> None:
        await message.respond(b"go away")

    async with answering(real_servers.nats_url, refuse) as target:
        with pytest.raises(LoadFailedError, match="not accepted: answered go away"):
            await drive(target, BRIEF, tmp_path)


@pytest.mark.parametrize(("percent", "expected"), [(50, 50), (99, 99), (100, 100), (1, 1)])
def test_a_percentile_is_a_value_that_was_measured(percent: float, expected: float) -> None:
    assert percentile([float(value) for value in range(100, 0, -1)], percent) == expected


def test_the_percentiles_of_a_few_values_lean_to_the_slow_side() -> None:
    assert percentile([3.0, 1.0, 2.0], 50) == 2
    assert percentile([3.0, 1.0, 2.0], 99) == 3


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)

"""How long, how large and how many connections may be."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from services.gateway.http.transport.limits import ConnectionLimits, affordable, place_of, proxies_among
from services.gateway.http.transport.server import http_server
from tests.support.raw import Raw, answer

GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
CHUNKED = b"POST /%s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
LARGEST = 10_000
GONE = asyncio.Event()
Serve = Callable[..., AbstractAsyncContextManager[str]]


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads a body of some size, refuses it unread, or never ends an answer."""
    request = Request(scope, receive)
    response: Response = PlainTextResponse("well")
    if request.url.path == "/read":
        size = 0
        try:
            async for chunk in request.stream():
                size += len(chunk)
                if size > LARGEST:
                    response = PlainTextResponse("too large", 413)
                    break
        except ClientDisconnect:
            return
    elif request.url.path == "/unread":
        response = PlainTextResponse("not here", 404)
    elif request.url.path == "/endless":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        writing = asyncio.create_task(write(send))
        while (await receive())["type"] != "http.disconnect":
            pass
        writing.cancel()
        GONE.set()
        return
    elif request.url.path == "/stream":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"begun", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass
        return
    await response(scope, receive, send)


async def write(send: Send) -> None:
    while True:
        await send({"type": "http.response.body", "body": b" " * 65536, "more_body": True})
        await asyncio.sleep(0)


@pytest.fixture
def serve() -> Serve:
    @asynccontextmanager
    async def serve(proxies: str = "", **limits: Any) -> AsyncIterator[str]:
        quick = {"look_seconds": 0.02, **limits}
        async with http_server(app, "127.0.0.1", 0, lambda: None, proxies, ConnectionLimits(**quick)) as address:
            yield address

    return serve


async def test_a_connection_serves_one_request_after_the_other(serve: Serve) -> None:
    async with serve() as address:
        raw = await Raw.open(address)
        for _ in range(3):
            await raw.send(GET)
            assert await raw.status() == 200
        await raw.send(CHUNKED % b"read" + b"5\r\nhello\r\n0\r\n\r\n")
        assert await raw.status() == 200
        await raw.send(GET)
        assert await raw.status() == 200


@pytest.mark.parametrize("begun", [b"", b"GET /hea", b"GET /healthz HTTP/1.1\r\nHost: x\r\nA"])
async def test_half_a_head_is_closed_in_time(serve: Serve, begun: bytes) -> None:
    async with serve(head_seconds=0.2, keep_alive_seconds=1) as address:
        raw = await Raw.open(address, begun)
        assert await raw.status() == (408 if begun else 0)
        assert await raw.closed()


async def test_half_a_head_is_closed_in_time_on_a_connection_that_was_answered_before(serve: Serve) -> None:
    async with serve(head_seconds=0.2) as address:
        raw = await Raw.open(address, GET)
        assert await raw.status() == 200
        await raw.send(b"GET /")
        assert await raw.status() == 408
        assert await raw.closed()


async def test_a_head_that_comes_letter_by_letter_gets_no_more_time(serve: Serve) -> None:
    async with serve(head_seconds=0.3) as address:
        raw = await Raw.open(address, b"GET / HTTP/1.1\r\nHost: x\r\nX: ")

        async def dribble() -> None:
            while await raw.send(b"a"):
                await asyncio.sleep(0.02)

        dribbling = asyncio.create_task(dribble())
        assert await raw.status() == 408
        assert await raw.closed()
        await dribbling


@pytest.mark.parametrize(
    "body",
    [
        b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nab",
        CHUNKED % b"read" + b"5\r\nhel",
        CHUNKED % b"read",
        CHUNKED % b"read" + b"5;" + b"a" * 100_000,
    ],
)
async def test_half_a_body_is_closed_in_time(serve: Serve, body: bytes) -> None:
    async with serve(body_seconds=0.2) as address:
        raw = await Raw.open(address, body)
        assert await raw.status() in (400, 408)
        assert await raw.closed()


async def test_a_slow_upload_that_goes_on_arrives(serve: Serve) -> None:
    async with serve(body_seconds=0.5, body_rate=100) as address:
        raw = await Raw.open(address, b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n")
        for _ in range(50):
            await raw.send(b"a" * 100)
            await asyncio.sleep(0.02)
        assert await raw.status() == 200


async def test_endless_chunks_after_an_early_answer_are_closed(serve: Serve) -> None:
    async with serve(linger_seconds=0.3) as address:
        for path, status in ((b"read", 413), (b"unread", 404)):
            raw = await Raw.open(address, CHUNKED % path + b"3000\r\n" + b"a" * 0x3000 + b"\r\n")
            assert await raw.status() == status

            async def go_on(this_raw: Raw = raw) -> None:
                while await this_raw.send(b"400\r\n" + b"a" * 0x400 + b"\r\n"):
                    await asyncio.sleep(0.01)

            await asyncio.wait_for(go_on(), 20)


async def test_who_sends_too_much_at_once_still_reads_the_answer(serve: Serve) -> None:
    """Closed at once, the answer would be lost with the connection."""
    async with serve() as address:
        body = b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n" + b"a" * 3_000_000
        raw = await Raw.open(address, body)
        assert await raw.status() == 413
        assert await raw.closed()


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 1_000_000, 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: a\r\n" * 1_000 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 40_000 + b"\r\n\r\n", 431),
        (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20_000 + b"\r\n\r\n", 200),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost:\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x/@y\r\n\r\n", 400),
        (b"GET / HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n", 400),
        (b"GET / HTTP/1.0\r\n\r\n", 200),
        (b"GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", 200),
        (b"GET / HTTP/1.1\r\nHost: convene.example.org:443\r\n\r\n", 200),
        (CHUNKED % b"read" + b"zz\r\n", 400),
    ],
)
async def test_a_request_is_answered_by_what_its_head_is(serve: Serve, request_: bytes, status: int) -> None:
    async with serve() as address:
        assert await answer(address, request_) == status


async def test_what_comes_behind_a_body_becomes_no_header(serve: Serve) -> None:
    async with serve(linger_seconds=0.3) as address:
        assert await answer(address, CHUNKED % b"read" + b"1\r\na\r\n0\r\n" + b"X: a\r\n" * 50 + b"\r\n") == 200
        raw = await Raw.open(address, CHUNKED % b"read" + b"1\r\na\r\n0\r\n")
        while await raw.send(b"X: " + b"a" * 1_000 + b"\r\n"):
            await asyncio.sleep(0)
        assert await raw.closed()


async def test_who_does_not_read_the_answer_is_closed(serve: Serve) -> None:
    GONE.clear()
    async with serve(unread_seconds=0.2) as address:
        raw = await Raw.open(address, b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
        await asyncio.wait_for(GONE.wait(), 20)  # its reader takes a little and then nothing more
        raw.hang_up()


async def test_connections_that_ask_for_nothing_make_room(serve: Serve) -> None:
    async with serve(connections=20) as address:
        idle = [await Raw.open(address, b"GET /") for _ in range(200)]
        assert await answer(address, GET) == 200
        assert await idle[0].closed()
        for raw in idle:
            raw.hang_up()


async def test_connections_that_were_answered_make_room_after_those_that_never_asked(serve: Serve) -> None:
    async with serve(connections=2) as address:
        answered = await Raw.open(address, GET)
        assert await answered.status() == 200
        silent = await Raw.open(address, b"GET")
        assert await answer(address, GET) == 200
        assert await silent.closed()
        await answered.send(GET)
        assert await answered.status() == 200


async def test_where_all_work_the_next_is_told_to_come_back(serve: Serve) -> None:
    async with serve(connections=3) as address:
        streams = [await Raw.open(address, b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n") for _ in range(3)]
        for stream in streams:
            await stream.reader.readuntil(b"begun")
        assert await answer(address, GET) == 503
        streams[0].hang_up()
        async with asyncio.timeout(10):
            while await answer(address, GET) != 200:
                await asyncio.sleep(0.02)
        for stream in streams:
            stream.hang_up()


async def test_one_address_takes_only_its_share(serve: Serve) -> None:
    async with serve(each=2) as address:
        streams = [await Raw.open(address, b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n") for _ in range(2)]
        for stream in streams:
            await stream.reader.readuntil(b"begun")
        assert await answer(address, GET) == 429
        for stream in streams:
            stream.hang_up()


async def test_a_proxy_is_not_one_visitor(serve: Serve) -> None:
    async with serve(proxies="127.0.0.0/8", each=2) as address:
        streams = [await Raw.open(address, b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n") for _ in range(5)]
        for stream in streams:
            await stream.reader.readuntil(b"begun")
        assert await answer(address, GET) == 200
        for stream in streams:
            stream.hang_up()


async def test_the_end_does_not_wait_for_who_only_opened_a_connection(serve: Serve) -> None:
    async with asyncio.timeout(3):
        async with serve() as address:
            half = [await Raw.open(address, begun) for begun in (b"", b"GET /", b"GET / HTTP/1.1\r\nA: b")]
    for raw in half:
        assert await raw.closed()


def test_addresses_are_counted_by_who_has_them() -> None:
    assert place_of("203.0.113.7") == "203.0.113.7"
    assert place_of("::ffff:203.0.113.7") == "203.0.113.7"
    assert place_of("2001:db8::1") == place_of("2001:db8::2:3")
    assert place_of("2001:db8::1") != place_of("2001:db8:0:1::1")


def test_proxies_are_named_by_address_or_network() -> None:
    trusts = proxies_among("127.0.0.1, 172.16.0.0/12")
    assert [trusts(name) for name in ("127.0.0.1", "172.20.0.3", "10.0.0.1", "")] == [True, True, False, False]
    assert proxies_among("*")("10.0.0.1")
    assert not proxies_among("")("127.0.0.1")


def test_no_more_connections_are_taken_than_files_can_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resource.getrlimit", lambda _: (1024, 1024))
    assert affordable(4_000) == 824
    raised = list[tuple[int, int]]()
    monkeypatch.setattr("resource.getrlimit", lambda _: (1024, 10_000))
    monkeypatch.setattr("resource.setrlimit", lambda _, limits: raised.append(limits))
    assert affordable(4_000) == 4_000
    assert raised == [(4_200, 10_000)]

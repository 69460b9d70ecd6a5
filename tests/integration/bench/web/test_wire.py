"""What a load process reads is what was sent, in whichever pieces it comes."""

import gzip

import pytest

from bench.web.wire import BrokenError, Exchange, Listening, request
from tests.support.bench.host import Host


async def test_a_request_tells_its_length_and_an_answer_is_unpacked() -> None:
    packed = gzip.compress(b"shown")
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    async with Host(head, packed[:5], packed[5:]) as host:
        connection = await Exchange.open(host.address)
        for _ in range(2):
            answer = await connection.ask(request("POST", "/here", {"Host": "here"}, b"{}"))
            assert (answer.status, answer.body) == (200, b"shown")
        connection.close()
    assert host.received == [b"POST /here HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\n{}"] * 2


async def test_a_connection_that_ends_before_its_answer_is_told() -> None:
    async with Host(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", b"half", ends=True) as host:
        connection = await Exchange.open(host.address)
        with pytest.raises(BrokenError, match="closed"):
            await connection.ask(request("GET", "/", {"Host": "here"}))


async def test_events_are_counted_once_even_where_the_mark_of_one_comes_in_two_pieces() -> None:
    told: list[bytes] = []
    head = b"HTTP/1.1 200 OK\r\n\r\n: here\n\n"
    async with Host(head, b"id: 1\ndata: a\n\nid: 2\nda", b"ta: b\n\n", b"id: 3\ndata: c\n\n", ends=True) as host:
        stream = await Listening.open(host.address, request("GET", "/", {"Host": "here"}), told.append)
        await stream.ended.wait()
    assert stream.events == 3
    assert b"".join(told).endswith(b"data: c\n\n")


async def test_a_stream_that_is_refused_is_told() -> None:
    async with Host(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n") as host:
        with pytest.raises(BrokenError, match="no event stream"):
            await Listening.open(host.address, request("GET", "/", {"Host": "here"}))

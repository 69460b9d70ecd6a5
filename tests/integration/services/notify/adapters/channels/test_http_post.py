import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from services.notify.adapters.channels.http_post import LONGEST_TEXT, HttpPoster, escape
from services.notify.domain.delivery.outcomes import Gone, Later, Refused, Sent, Unknown
from shared.settings import Settings


class Dns(AbstractResolver):
    """Sends every name to one address, and notes what it was asked."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[tuple[str, int]] = []

    async def resolve(self, host: str, port: int = 0, family: int = socket.AF_INET) -> list[ResolveResult]:
        self.asked.append((host, port))
        return [ResolveResult(hostname=host, host=self.address, port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        pass


@pytest.fixture
async def poster(chat_room) -> AsyncIterator[HttpPoster]:
    async with HttpPoster(chat_room.settings) as poster:
        yield poster


async def test_a_text_arrives_with_the_name_of_its_delivery(chat_room, poster):
    assert await poster.post_chat(chat_room.url, "See you at 14:00", "event-1/room") == Sent()
    [(path, headers, body)] = chat_room.posts
    assert path == "/services/T0/S3cret"
    assert body == {"text": "See you at 14:00"}
    assert headers["Idempotency-Key"] == "event-1/room"


async def test_markup_and_calls_to_everyone_arrive_as_plain_text(chat_room, poster):
    await poster.post_chat(chat_room.url, "<!channel> R&D <https://evil.example|click> @here", "k")
    [(_, _, body)] = chat_room.posts
    assert body == {"text": "&lt;!channel&gt; R&amp;D &lt;https://evil.example|click&gt; @\u200bhere"}


def test_an_email_address_is_no_call_to_everyone():
    assert escape("ann@allied.example") == "ann@allied.example"


def test_a_text_too_long_for_chat_is_cut_visibly():
    cut = escape("x" * (LONGEST_TEXT + 1))
    assert len(cut) == LONGEST_TEXT
    assert cut.endswith("…")
    assert escape("x" * LONGEST_TEXT) == "x" * LONGEST_TEXT


async def test_an_address_inside_the_house_is_refused_without_a_knock(chat_room):
    async with HttpPoster(Settings()) as poster:
        assert isinstance(await poster.post_chat(chat_room.url, "hello", "k"), Refused)
    assert chat_room.posts == []


async def test_a_public_name_that_leads_inside_is_refused(chat_room):
    dns = Dns("127.0.0.1")
    async with HttpPoster(chat_room.settings, resolver=dns) as poster:
        outcome = await poster.post_chat("https://hooks.example.com/S3cret", "hello", "k")
    assert outcome == Refused("Chat posts may not go to 127.0.0.1: it is not a public address.")
    assert dns.asked == [("hooks.example.com", 443)]


async def test_the_connection_goes_to_the_address_that_was_checked_after_one_look_up(chat_room):
    dns = Dns("127.0.0.1")  # nobody else can find chat.test: a second look-up elsewhere would fail
    async with HttpPoster(chat_room.settings, resolver=dns) as poster:
        url = f"http://chat.test:{chat_room.port}/x"
        assert await poster.post_chat(url, "one", "k1") == Sent()
        assert await poster.post_chat(url, "two", "k2") == Sent()
    assert [body["text"] for _, _, body in chat_room.posts] == ["one", "two"]
    assert dns.asked == [("chat.test", chat_room.port)]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(chat_room, poster, status):
    chat_room.answers(status, Location=f"http://127.0.0.1:{chat_room.port}/elsewhere")
    outcome = await poster.post_chat(chat_room.url, "hello", "k")
    assert isinstance(outcome, Refused)
    assert "final address" in outcome.reason
    assert len(chat_room.posts) == 1


async def test_a_room_that_asks_for_patience_gets_it(chat_room, poster):
    chat_room.answers(429, Retry_After="7")
    assert await poster.post_chat(chat_room.url, "hello", "k") == Later("127.0.0.1 answered 429.", 7.0)


async def test_patience_may_be_asked_for_until_a_moment_on_the_servers_clock(chat_room, poster):
    chat_room.answers(503, Retry_After="Thu, 03 Dec 2026 13:01:30 GMT", Date="Thu, 03 Dec 2026 13:00:00 GMT")
    assert await poster.post_chat(chat_room.url, "hello", "k") == Later("127.0.0.1 answered 503.", 90.0)


@pytest.mark.parametrize(
    ("asked", "granted"),
    [("", None), ("soon", None), ("-5", None), ("0.4", 0.4), ("999999999", 86400.0), ("nan", None)],
)
async def test_an_absurd_wish_for_patience_does_no_harm(chat_room, poster, asked, granted):
    chat_room.answers(429, Retry_After=asked)
    assert await poster.post_chat(chat_room.url, "hello", "k") == Later("127.0.0.1 answered 429.", granted)


async def test_a_room_that_is_gone_is_told_apart(chat_room, poster):
    chat_room.answers(410, "channel_is_archived")
    assert isinstance(await poster.post_chat(chat_room.url, "hello", "k"), Gone)


@pytest.mark.parametrize("status", [500, 502, 503, 408])
async def test_a_room_in_trouble_is_tried_later(chat_room, poster, status):
    chat_room.answers(status)
    assert await poster.post_chat(chat_room.url, "hello", "k") == Later(f"127.0.0.1 answered {status}.")


async def test_a_room_that_says_no_is_believed_and_its_reason_kept(chat_room, poster):
    chat_room.answers(403, "action_prohibited")
    expected = Refused("127.0.0.1 answered 403: action_prohibited.")
    assert await poster.post_chat(chat_room.url, "hello", "k") == expected


async def test_a_no_in_many_words_is_not_repeated_because_it_may_quote_the_address(chat_room, poster):
    chat_room.answers(404, "No such hook: /services/T0/S3cret")
    assert await poster.post_chat(chat_room.url, "hello", "k") == Refused("127.0.0.1 answered 404.")


async def test_a_room_that_does_not_answer_is_given_up_in_time(chat_room):
    chat_room.answer = hang
    async with HttpPoster(chat_room.settings, timeout=0.2) as poster:
        outcome = await poster.post_chat(chat_room.url, "hello", "k")
    assert outcome == Unknown("127.0.0.1 did not answer in time; the post may have arrived.")


async def test_a_room_that_hangs_up_without_an_answer_may_have_shown_the_post(chat_room, poster):
    async def hang_up(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    chat_room.answer = hang_up
    outcome = await poster.post_chat(chat_room.url, "hello", "k")
    assert isinstance(outcome, Unknown)
    assert "S3cret" not in outcome.reason


async def test_a_reply_that_trickles_is_cut_in_time_and_counts_by_its_status(chat_room):
    async def trickle(request: web.Request) -> web.StreamResponse:
        reply = web.StreamResponse()
        await reply.prepare(request)
        await reply.write(b"o")
        return await hang(request)

    chat_room.answer = trickle
    async with HttpPoster(chat_room.settings, timeout=0.3) as poster, asyncio.timeout(5):
        assert await poster.post_chat(chat_room.url, "hello", "k") == Sent()


async def test_an_endless_reply_is_cut_by_its_length(chat_room):
    cut = asyncio.Event()

    async def pour(request: web.Request) -> web.StreamResponse:
        reply = web.StreamResponse()
        await reply.prepare(request)
        try:
            while True:
                await reply.write(b"x" * 8192)
        finally:
            cut.set()

    chat_room.answer = pour
    async with HttpPoster(chat_room.settings, timeout=60) as poster, asyncio.timeout(5):
        assert await poster.post_chat(chat_room.url, "hello", "k") == Sent()
        await cut.wait()


async def test_a_room_nobody_is_in_is_tried_later_and_no_secret_told(closed_port):
    async with HttpPoster(Settings(webhook_allow=f"127.0.0.1:{closed_port}")) as poster:
        outcome = await poster.post_chat(f"http://127.0.0.1:{closed_port}/S3cret", "hello", "k")
    assert isinstance(outcome, Later)
    assert "S3cret" not in outcome.reason


async def hang(request: web.Request) -> web.StreamResponse:
    """Say nothing until the other side goes away or the receiver is closed."""
    await asyncio.Event().wait()
    raise AssertionError

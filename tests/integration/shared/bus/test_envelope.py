"""What arrives on command and query subjects, however broken, gets an answer that says what to change."""

import asyncio
import random

import nats
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.bus import envelope
from shared.domain import Refusal
from tests.support.pad import AddLine, OpenPad
from tests.support.scribe import Echo, EchoView, pad_service
from tests.support.world import World


def refused(payload: bytes) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        envelope.read(payload)
    return refusal.value


def test_what_is_too_large_is_refused_with_the_limit() -> None:
    refusal = refused(b'"' + b"x" * envelope.LARGEST + b'"')
    assert refusal.status == 413
    assert "65,536" in refusal.detail


@pytest.mark.parametrize("payload", [b"", b"{", b'{"id": NaN}', b"\xff", b'{"id": "\\ud800"}', b"[" * 5000])
def test_what_is_not_json_is_refused_with_the_place(payload: bytes) -> None:
    refusal = refused(payload)
    assert refusal.status == 400
    assert "line 1 column" in refusal.detail


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        (b'{"data": []}', "data"),
        (b'{"expect": "many"}', "expect"),
        (b'{"id": {"$gt": ""}}', "id"),
        (b'{"extra": 1}', "extra"),
        (b"[]", ""),
    ],
)
def test_what_has_the_wrong_form_is_refused_with_the_field(payload: bytes, field: str) -> None:
    refusal = refused(payload)
    assert refusal.status == 422
    assert refusal.extra["errors"][0]["field"] == field


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_no_payload_makes_it_stumble(payload: bytes) -> None:
    try:
        assert isinstance(envelope.read(payload), envelope.Asked)
    except Refusal as refusal:
        assert refusal.status in (400, 413, 422)


def test_a_refusal_arrives_as_it_was_raised() -> None:
    sent = Refusal(409, "stale", "This has changed.", version=3)
    with pytest.raises(Refusal) as got:
        envelope.read_answer(envelope.problem(sent))
    assert (got.value.status, got.value.slug, got.value.detail) == (409, "stale", "This has changed.")
    assert got.value.extra == {"version": 3}


async def test_a_field_that_does_not_exist_is_named(world: World) -> None:
    world.joins("ana")
    runtime = await world.open(pad_service())
    client = await nats.connect(world.settings.nats_url)
    asked = {"id": "one", "token": world.token("ana"), "data": {"pad_id": "pad-1", "text": 7}}
    reply = await client.request(runtime.subjects.prefix + ".cmd.clinic.AddLine", orjson.dumps(asked), timeout=5)
    await client.close()
    problem = orjson.loads(reply.data)["problem"]
    assert problem["status"] == 422
    assert {error["field"] for error in problem["errors"]} == {"pad_id", "text"}


async def test_an_answer_too_large_for_the_bus_is_a_refusal_and_not_silence(world: World) -> None:
    await world.open(pad_service())
    assert await world.ask("ana", Echo(text="a", times=3), EchoView) == EchoView(text="aaa")
    noise = random.Random(1).randbytes(30_000).hex()  # nothing makes it much shorter
    with pytest.raises(Refusal) as refusal:
        await world.ask("ana", Echo(text=noise, times=10), EchoView)
    assert (refusal.value.status, refusal.value.slug) == (413, "answer-too-large")


async def test_a_long_answer_comes_packed_to_those_who_read_it_so(world: World) -> None:
    await world.open(pad_service())
    long = await world.ask("ana", Echo(text="It rained. ", times=100_000), EchoView)
    assert long.text == "It rained. " * 100_000


async def test_whoever_says_nothing_of_packing_gets_plain_json(world: World) -> None:
    runtime = await world.open(pad_service())
    client = await nats.connect(world.settings.nats_url)
    asked = orjson.dumps({"token": world.token("ana"), "data": {"text": "a", "times": 100_000}})
    reply = await client.request(runtime.subjects.query(Echo), asked, timeout=5)
    await client.close()
    assert len(orjson.loads(reply.data)["ok"]["text"]) == 100_000
    assert not reply.headers


async def test_a_command_too_large_for_the_bus_is_refused_before_it_is_sent(world: World) -> None:
    world.joins("ana")
    runtime = await world.open(pad_service())
    pad = (await world.send("ana", OpenPad()))["id"]
    sent = runtime.connection.stats["out_msgs"]
    with pytest.raises(Refusal) as refusal:
        await world.send("ana", AddLine(pad_id=pad, text="a" * 300_000))
    assert (refusal.value.status, refusal.value.slug) == (413, "too-large")
    assert runtime.connection.is_connected
    assert runtime.connection.stats["out_msgs"] == sent


async def test_an_answer_goes_to_an_inbox_only(world: World) -> None:
    world.joins("ana")
    runtime = await world.open(pad_service())
    client = await nats.connect(world.settings.nats_url)
    before = (await runtime.js.stream_info(runtime.subjects.events_stream)).state.messages
    forged = runtime.subjects.event("community-x", "clinic", "pad-x", "LineAdded")
    asked = orjson.dumps({"id": "one", "token": world.token("ana"), "data": {}})
    await client.publish(runtime.subjects.command(OpenPad), asked, reply=forged)
    again = await client.request(runtime.subjects.command(OpenPad), asked, timeout=5)
    assert orjson.loads(again.data)["ok"]["version"] == 1
    await client.flush()
    await runtime.journal.settled()
    await asyncio.gather(runtime.connection.flush())
    after = (await runtime.js.stream_info(runtime.subjects.events_stream)).state.messages
    await client.close()
    assert after - before == 1, "the pad's own event, and no forged one"

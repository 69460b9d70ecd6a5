"""The live stream: what happens arrives at once, nothing is lost by a broken line, and nobody hears what is not theirs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
import pytest

from services.gateway.app import application
from services.gateway.context import GatewayContext, with_context
from services.gateway.http.transport.server import http_server
from services.gateway.live.hub import Limits, Streams
from shared.contracts import clinic as c
from shared.contracts import community as m
from shared.domain import Actor
from tests.support.door import Listening, Web
from tests.support.world import World


async def say(web: Web, text: str) -> None:
    await web.send("Ana", c.GiveContext(clinic_id=web.clinic, text=text))
    await web.people.world.runtimes["clinic"].journal.settled()


@asynccontextmanager
async def another_gateway(web: Web, limits: Limits) -> AsyncIterator[Web]:
    """A second gateway process, as it were, with other limits."""
    context = GatewayContext(web.people.world.runtimes["gateway"], limits)
    streams = context.streams
    async with (
        streams.running(),
        http_server(with_context(context, application()), "127.0.0.1", 0, streams.cut_all) as address,
    ):
        other = Web(web.people, web.session, address)
        other.clinic = web.clinic
        yield other


async def test_what_happens_arrives_without_what_was_said(web: Web) -> None:
    async with web.listening("Gil") as stream:
        await say(web, "A secret of the trade.")
        message = await stream.next()
    assert message is not None
    assert message.data["type"] == "convene.clinic.ContextGiven"
    assert message.data["subject"] == web.clinic
    assert "secret" not in str(message.data)


async def test_what_cannot_be_read_is_passed_over_and_named(web: Web, world: World) -> None:
    runtime = world.runtimes["gateway"]
    subject = runtime.subjects.event(web.community, "clinic", web.clinic, "ContextGiven")
    async with web.listening("Gil") as stream:
        begun = await stream.begun()
        for junk in (b"no JSON", b"\n\nevent: forged\ndata: {}\n\n"):
            await runtime.js.publish(subject, junk)
        await runtime.js.publish(f"{runtime.subjects.prefix}.ev.nobody", b"{}")
        await say(web, "Heard.")
        message = await stream.next()
    assert message is not None
    assert (message.event, message.data["type"]) == ("message", "convene.clinic.ContextGiven")
    async with another_gateway(web, Limits(ring=1)) as other, other.listening("Gil", begun) as stream:
        again = await stream.next()
    assert again is not None
    assert again.data == message.data, "nor does who comes back"
    async with asyncio.timeout(5):
        while len(parked := [document async for document in runtime.collection("dead_letters").find({})]) < 3:
            await asyncio.sleep(0.02)
    assert all("passed over by the live stream" in document["reason"] for document in parked)


async def test_a_line_break_in_an_event_ends_nothing(web: Web, world: World) -> None:
    runtime = world.runtimes["gateway"]
    async with web.listening("Gil") as stream:
        await say(web, "Heard.")
        message = await stream.next()
        assert message is not None
        subject = runtime.subjects.event(web.community, "clinic", web.clinic, "ContextGiven")
        await runtime.js.publish(subject, orjson.dumps(message.data, option=orjson.OPT_INDENT_2))
        again = await stream.next()
    assert again is not None
    assert again.data == message.data


async def test_who_comes_back_gets_what_was_missed_once_and_in_order(web: Web) -> None:
    async with web.listening("Gil") as stream:
        await say(web, "Heard.")
        heard = await stream.next()
    assert heard is not None
    await say(web, "Missed.")
    await web.send("Finn", c.AdvanceStep(clinic_id=web.clinic, from_step="context"))
    async with web.listening("Gil", heard.id) as stream:
        await web.send("Gil", c.AskQuestion(clinic_id=web.clinic, text="And then?"))
        names = [(await stream.next()).data["type"].rpartition(".")[2] for _ in range(4)]  # type: ignore[union-attr]
    assert names == ["ContextGiven", "ClinicStepEnded", "ClinicStepStarted", "QuestionAsked"]


async def test_a_line_that_broke_before_the_first_event_is_resumed_too(web: Web) -> None:
    async with web.listening("Gil") as stream:
        begun = await stream.begun()
    await say(web, "Missed.")
    async with web.listening("Gil", begun) as stream:
        missed = await stream.next()
    assert missed is not None
    assert missed.data["type"] == "convene.clinic.ContextGiven"


async def test_what_is_no_longer_in_memory_is_read_from_the_bus(web: Web, world: World) -> None:
    async with web.listening("Gil") as stream:
        begun = await stream.begun()
    for number in range(5):
        await say(web, f"Missed {number}.")
    async with another_gateway(web, Limits(ring=2)) as other, other.listening("Gil", begun) as stream:
        versions = [(await stream.next()).data["sequence"] for _ in range(5)]  # type: ignore[union-attr]
    assert versions == sorted(set(versions))


async def test_who_missed_too_much_is_told_to_start_afresh(web: Web) -> None:
    async with web.listening("Gil") as stream:
        begun = await stream.begun()
    for number in range(5):
        await say(web, f"Missed {number}.")
    async with another_gateway(web, Limits(ring=2, past=3)) as other, other.listening("Gil", begun) as stream:
        message = await stream.next()
    assert message is not None
    assert message.event == "resync"


@pytest.mark.parametrize("last", ["nonsense", "", "abc-1", "1-99999999999999999999", "../-1"])
async def test_a_last_event_id_that_is_not_ours_leads_to_a_fresh_start(web: Web, last: str) -> None:
    async with web.listening("Gil", last) as stream:
        first = await stream.next()
        await say(web, "Live again.")
        second = await stream.next()
    assert first is not None
    assert first.event == "resync"
    assert second is not None
    assert second.data["type"] == "convene.clinic.ContextGiven"


async def test_only_those_who_belong_may_listen(web: Web) -> None:
    elsewhere = await web.elsewhere()
    strange = await web.get(f"/api/events?community={web.community}", "Eve")
    assert (strange.status, strange.json["type"]) == (404, "urn:convene:problem:not-found")
    async with web.session.get(f"{web.address}/api/events?community={elsewhere}", headers=web.bearer("Eve")) as own:
        assert own.status == 200
        await say(web, "Not for Eve.")
        case = {"community_id": elsewhere, "title": "Ours", "question": "Who is here?"}
        assert (await web.post("/api/clinics", case, "Eve")).status == 201
        heard = await own.content.readuntil(b"CaseProposed")
    assert web.clinic.encode() not in heard
    missing = await web.get("/api/events", "Gil")
    assert (missing.status, missing.fields) == (422, ["community"])


async def test_a_member_who_leaves_hears_no_more(web: Web) -> None:
    async with web.listening("Zoe") as zoe, web.listening("Gil") as gil:
        await web.send("Zoe", m.LeaveCommunity(community_id=web.community, member_id=web.id("Zoe")))
        while await zoe.next() is not None:
            pass
        left = await gil.next()
        await say(web, "Among ourselves.")
        heard = await gil.next()
    assert left is not None
    assert heard is not None
    assert heard.data["type"] == "convene.clinic.ContextGiven"


async def test_whoever_listens_with_a_revoked_token_hears_no_more_and_its_owner_does(web: Web) -> None:
    body = {"name": "My program", "scopes": ["read"]}
    made = (await web.post(f"/api/communities/{web.community}/tokens", body, "Gil")).json
    path = f"{web.address}/clinics/{web.clinic}/events"
    async with (
        web.listening("Gil") as gil,
        web.session.get(path, headers={"Cookie": f"convene={made['token']}"}) as answer,
    ):
        page = Listening(answer)
        assert answer.status == 200
        assert (await web.post(f"/api/tokens/{made['id']}/revocation", {}, "Gil")).status == 200
        async with asyncio.timeout(Limits().heartbeat_seconds / 2):  # sooner than rights are looked at anyway
            assert await page.next() is None
        await say(web, "Among ourselves.")
        while (heard := await gil.next()) is not None and heard.data["type"] != "convene.clinic.ContextGiven":
            pass
        assert heard is not None


async def test_too_many_streams_of_one_person_are_refused_with_a_time_to_come_back(web: Web) -> None:
    async with another_gateway(web, Limits(streams_each=1)) as other:
        async with other.listening("Gil"):
            refused = await other.get(f"/api/events?community={web.community}", "Gil")
            assert refused.status == 429
            assert int(refused.headers["Retry-After"]) > 0
            async with other.listening("Zoe"):
                pass
        for _ in range(100):  # the gateway notices a closed line a moment later
            again = await other.session.get(
                f"{other.address}/api/events?community={web.community}", headers=other.bearer("Gil")
            )
            again.close()
            if again.status == 200:
                break
        assert again.status == 200


async def test_a_quiet_stream_shows_that_it_is_alive(web: Web) -> None:
    async with (
        another_gateway(web, Limits(heartbeat_seconds=0.05)) as other,
        other.session.get(
            f"{other.address}/api/events?community={web.community}", headers=other.bearer("Gil")
        ) as response,
    ):
        await response.content.readuntil(b": still here\n\n")


async def test_a_reader_that_does_not_keep_up_is_cut_off(web: Web, world: World) -> None:
    streams = Streams(world.runtimes["gateway"], Limits(waiting=3))
    async with streams.running():
        listener, cut = streams.open(Actor("member", web.id("Gil")), web.community), asyncio.Event()
        listener.cut = cut.set
        for number in range(4):
            await say(web, f"Word {number}.")
        await asyncio.wait_for(cut.wait(), 5)
        assert listener.queue.qsize() == 3


async def test_what_happens_while_the_past_is_read_is_told_once(web: Web, world: World) -> None:
    streams = Streams(world.runtimes["gateway"], Limits(ring=1))
    async with streams.running():
        since = streams.id_of(0)
        listener = streams.open(Actor("member", web.id("Gil")), web.community)
        await say(web, "Meanwhile.")
        live = await listener.queue.get()
        past = await streams.past(listener, since)
    assert live is not None
    assert past is not None
    assert [seen.seq for seen in past] == list(range(1, live.seq))


async def test_a_gateway_that_stops_ends_its_streams_at_once(web: Web) -> None:
    async with asyncio.timeout(3):
        async with another_gateway(web, Limits()) as other:
            response = await other.session.get(
                f"{other.address}/api/events?community={web.community}", headers=other.bearer("Gil")
            )
        await response.read()

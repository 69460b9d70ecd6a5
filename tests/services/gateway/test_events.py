"""The live stream: what happens arrives at once, nothing is lost by a broken line, and nobody hears what is not theirs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from services.gateway.api import build
from services.gateway.live import Limits, Streams
from services.gateway.server import serving
from shared.contracts import clinic as c
from shared.contracts.community import MemberLeft
from shared.domain import Actor
from tests.support.community import community_that_answers
from tests.support.door import Web
from tests.support.world import COMMUNITY, World, member

ELSEWHERE = "community-" + "e" * 26


async def say(web: Web, text: str) -> None:
    await web.world.send("ana", c.GiveContext(clinic_id=web.clinic, text=text))
    await web.world.houses["clinic"].journal.settled()


@asynccontextmanager
async def another_gateway(web: Web, limits: Limits) -> AsyncIterator[Web]:
    """A second gateway process, as it were, with other limits."""
    app = build(web.world.houses["gateway"], limits)
    streams = app.state.door.streams
    async with streams.running(), serving(app, "127.0.0.1", 0, streams.cut_all) as address:
        other = Web(web.world, web.session, address)
        other.clinic = web.clinic
        yield other


async def test_what_happens_arrives_without_what_was_said(web: Web) -> None:
    async with web.listening("gil") as stream:
        await say(web, "A secret of the trade.")
        message = await stream.next()
    assert message is not None
    assert message.data["type"] == "convene.clinic.ContextGiven"
    assert message.data["subject"] == web.clinic
    assert "secret" not in str(message.data)


async def test_who_comes_back_gets_what_was_missed_once_and_in_order(web: Web) -> None:
    async with web.listening("gil") as stream:
        await say(web, "Heard.")
        heard = await stream.next()
    assert heard is not None
    await say(web, "Missed.")
    await web.world.send("finn", c.AdvanceStep(clinic_id=web.clinic, from_step="context"))
    async with web.listening("gil", heard.id) as stream:
        await web.world.send("gil", c.AskQuestion(clinic_id=web.clinic, text="And then?"))
        names = [(await stream.next()).data["type"].rpartition(".")[2] for _ in range(4)]  # type: ignore[union-attr]
    assert names == ["ContextGiven", "ClinicStepEnded", "ClinicStepStarted", "QuestionAsked"]


async def test_a_line_that_broke_before_the_first_event_is_resumed_too(web: Web) -> None:
    async with web.listening("gil") as stream:
        begun = await stream.begun()
    await say(web, "Missed.")
    async with web.listening("gil", begun) as stream:
        missed = await stream.next()
    assert missed is not None
    assert missed.data["type"] == "convene.clinic.ContextGiven"


async def test_what_is_no_longer_in_memory_is_read_from_the_bus(web: Web, world: World) -> None:
    async with web.listening("gil") as stream:
        begun = await stream.begun()
    for number in range(5):
        await say(web, f"Missed {number}.")
    async with another_gateway(web, Limits(ring=2)) as other, other.listening("gil", begun) as stream:
        versions = [(await stream.next()).data["sequence"] for _ in range(5)]  # type: ignore[union-attr]
    assert versions == sorted(set(versions))


async def test_who_missed_too_much_is_told_to_start_afresh(web: Web) -> None:
    async with web.listening("gil") as stream:
        begun = await stream.begun()
    for number in range(5):
        await say(web, f"Missed {number}.")
    async with another_gateway(web, Limits(ring=2, past=3)) as other, other.listening("gil", begun) as stream:
        message = await stream.next()
    assert message is not None
    assert message.event == "resync"


@pytest.mark.parametrize("last", ["nonsense", "", "abc-1", "1-99999999999999999999", "../-1"])
async def test_a_last_event_id_that_is_not_ours_leads_to_a_fresh_start(web: Web, last: str) -> None:
    async with web.listening("gil", last) as stream:
        first = await stream.next()
        await say(web, "Live again.")
        second = await stream.next()
    assert first is not None
    assert first.event == "resync"
    assert second is not None
    assert second.data["type"] == "convene.clinic.ContextGiven"


async def test_only_those_who_belong_may_listen(web: Web, world: World) -> None:
    world.houses["gateway"].roster.note(COMMUNITY, member("eve"), None)
    world.joins("eve", "member", community=ELSEWHERE)
    async with community_that_answers(world):
        strange = await web.get(f"/api/events?community={COMMUNITY}", "eve")
    assert (strange.status, strange.json["type"]) == (404, "urn:convene:problem:not-found")
    path = f"/api/events?community={ELSEWHERE}"
    async with web.session.get(web.address + path, headers=web.bearer("eve")) as own:
        assert own.status == 200
        await say(web, "Not for Eve.")
        await web.announce(MemberLeft(community_id=ELSEWHERE, member_id=member("someone")), 7, ELSEWHERE)
        heard = await own.content.readuntil(b"data: {") + await own.content.readline()
    assert b"MemberLeft" in heard
    assert web.clinic.encode() not in heard
    missing = await web.get("/api/events", "gil")
    assert (missing.status, missing.fields) == (422, ["community"])


async def test_a_member_who_leaves_hears_no_more(web: Web) -> None:
    async with web.listening("zoe") as zoe, web.listening("gil") as gil:
        await web.announce(MemberLeft(community_id=COMMUNITY, member_id=member("zoe")), 9)
        while await zoe.next() is not None:
            pass
        left = await gil.next()
        await say(web, "Among ourselves.")
        heard = await gil.next()
    assert left is not None
    assert heard is not None
    assert heard.data["type"] == "convene.clinic.ContextGiven"


async def test_too_many_streams_of_one_person_are_refused_with_a_time_to_come_back(web: Web) -> None:
    async with another_gateway(web, Limits(streams_each=1)) as other:
        async with other.listening("gil"):
            refused = await other.get(f"/api/events?community={COMMUNITY}", "gil")
            assert refused.status == 429
            assert int(refused.headers["Retry-After"]) > 0
            async with other.listening("zoe"):
                pass
        for _ in range(100):  # the gateway notices a closed line a moment later
            again = await other.session.get(
                f"{other.address}/api/events?community={COMMUNITY}", headers=other.bearer("gil")
            )
            again.close()
            if again.status == 200:
                break
        assert again.status == 200


async def test_a_quiet_stream_shows_that_it_is_alive(web: Web) -> None:
    async with (
        another_gateway(web, Limits(heartbeat_seconds=0.05)) as other,
        other.session.get(f"{other.address}/api/events?community={COMMUNITY}", headers=other.bearer("gil")) as response,
    ):
        await response.content.readuntil(b": still here\n\n")


async def test_a_reader_that_does_not_keep_up_is_cut_off(web: Web, world: World) -> None:
    streams = Streams(world.houses["gateway"], Limits(waiting=3))
    async with streams.running():
        listener, cut = streams.open(Actor("member", member("gil")), COMMUNITY), asyncio.Event()
        listener.cut = cut.set
        for number in range(4):
            await say(web, f"Word {number}.")
        await asyncio.wait_for(cut.wait(), 5)
        assert listener.queue.qsize() == 3


async def test_what_happens_while_the_past_is_read_is_told_once(web: Web, world: World) -> None:
    streams = Streams(world.houses["gateway"], Limits(ring=1))
    async with streams.running():
        since = streams.id_of(0)
        listener = streams.open(Actor("member", member("gil")), COMMUNITY)
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
                f"{other.address}/api/events?community={COMMUNITY}", headers=other.bearer("gil")
            )
        await response.read()

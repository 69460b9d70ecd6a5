"""The rows about the gateway measure what they say, on small numbers."""

from pathlib import Path

import orjson
import pytest

from bench.load import LoadFailedError, Pace
from bench.servers import servers
from bench.web import bare, commands, gateway, listening, streams, viewing, visible
from bench.web.posting import Posts, generate
from shared.bus.cloudevents import Message
from shared.contracts import clinic as c
from tests.support.bench.host import Host

PACE = Pace(4, warm_up=0, seconds=20, at_most=40)
LISTEN = streams.Crowd(listeners=12, warm_up=0.1, seconds=0.4)
VIEW = visible.Crowd(viewers=3, a_second=10, warm_up=0.2, seconds=0.5)


@pytest.mark.night
async def test_the_gateway_is_measured_all_the_way_to_the_journal_the_listeners_and_the_viewers() -> None:
    async with gateway.running(members=VIEW.viewers) as gate:
        posted = await commands.ours(gate, PACE)
        heard = await listening.drive(streams.ours(gate, streams.event_of(gate), LISTEN), gate.folder)
        seen = await viewing.drive(visible.viewed(gate, VIEW), gate.folder)
        read = c.GetClinic(clinic_id=gate.clinic)
        asked = {"token": gate.world.token(gate.world.guest), "data": read.model_dump()}
        answer = await gate.world.connection.request(gate.subjects.query(c.GetClinic), orjson.dumps(asked))
        contributions = orjson.loads(answer.data)["ok"]["contributions"]
    assert posted.accepted == 40
    assert len(contributions) == 40 + 7
    assert heard.events > 0
    assert heard.per_second > 0
    assert seen.views == 5 * VIEW.viewers
    assert 0 < seen.p50 <= seen.p99


async def test_the_bare_application_takes_the_same_posts_and_gives_every_event_to_every_listener(
    tmp_path: Path,
) -> None:
    event = Message("once", "", b'{"type": "convene.clinic.AdviceGiven"}', "clinic/once")
    async with servers() as fresh, bare.serving(fresh.nats_url, tmp_path) as (address, running):
        posted = await commands.theirs(address, PACE, tmp_path)
        fan = streams.theirs(address, fresh.nats_url, running.process.pid, event, LISTEN)
        heard = await listening.drive(fan, tmp_path)
    assert posted.accepted == 40
    assert heard.events > 0
    assert heard.per_second > 0


async def test_a_post_that_is_not_a_success_is_no_figure() -> None:
    async with Host(b"HTTP/1.1 409 Conflict\r\nContent-Length: 4\r\n\r\nlate") as host:
        with pytest.raises(LoadFailedError, match=r"409.*late"):
            await generate(Posts(host.address, "/advice", {}, "run"), Pace(2, warm_up=0, seconds=1))

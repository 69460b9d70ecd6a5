"""What the events stream takes: events, and no orders to the bus in their headers."""

import nats
import pytest
from nats.js.errors import APIError

from tests.support.pad import OpenPad
from tests.support.scribe import pad_service
from tests.support.world import COMMUNITY, World

ORDERS = [
    {"Nats-Rollup": "all"},
    {"Nats-Rollup": "sub"},
    {"Nats-Schedule": "@at 2036-01-01T00:00:00Z", "Nats-Schedule-Target": "forged"},
    {"Nats-TTL": "1s"},
]


@pytest.mark.parametrize("headers", ORDERS, ids=lambda headers: "+".join(headers.values()))
async def test_an_event_with_an_order_to_the_bus_in_its_headers_is_refused(
    world: World, headers: dict[str, str]
) -> None:
    world.joins("ana")
    runtime = await world.open(pad_service())
    pad = (await world.send("ana", OpenPad()))["id"]
    await runtime.journal.settled()
    client = await nats.connect(world.settings.nats_url)
    subject = runtime.subjects.event(COMMUNITY, "clinic", pad, "LineAdded")
    before = (await runtime.js.stream_info(runtime.subjects.events_stream)).state
    with pytest.raises(APIError):
        await client.jetstream().publish(subject, b"{}", headers=headers)
    await client.close()
    after = (await runtime.js.stream_info(runtime.subjects.events_stream)).state
    assert (after.messages, after.first_seq, after.last_seq) == (before.messages, before.first_seq, before.last_seq)

"""The baselines do what they claim: each accepted command is one contribution, counted, and one event."""

from types import ModuleType
from typing import Any

import nats
import orjson
import pytest
from motor.motor_asyncio import AsyncIOMotorClient

from bench import outbox, textbook
from bench.commands import speed
from bench.load import Pace
from bench.servers import servers
from bench.textbook import CLINIC, STREAM, SUBJECT, AdviceRequests, serving

BRIEF = Pace(in_flight=0, warm_up=0, seconds=30, at_most=20)


@pytest.mark.parametrize("service", [textbook, outbox], ids=["textbook", "outbox"])
async def test_a_baseline_records_counts_and_publishes_advice_and_refuses_what_the_step_does_not_take(
    service: ModuleType,
) -> None:
    advice = AdviceRequests(CLINIC)
    async with servers() as fresh, serving(service.__name__, fresh) as target:
        database = AsyncIOMotorClient[dict[str, Any]](fresh.mongo_url).textbook
        bus = await nats.connect(target.nats_url)
        try:
            events = await bus.jetstream().subscribe("textbook.events.>", stream=STREAM, ordered_consumer=True)
            reply = (await bus.request(SUBJECT, advice.body(7), timeout=10)).data
            event = orjson.loads((await events.next_msg(timeout=10)).data)
            contribution = await database.contributions.find_one({})
            clinic = await database.clinics.find_one({})
            await database.clinics.update_one({"_id": CLINIC}, {"$set": {"step": 0}})
            refusal = (await bus.request(SUBJECT, advice.body(8), timeout=10)).data
            kept = await database.contributions.count_documents({})
        finally:
            await bus.close()
            database.client.close()

    assert advice.problem(reply) is None
    assert contribution is not None
    assert clinic is not None
    assert contribution["_id"] == orjson.loads(reply)["id"] == event["contribution_id"]
    assert contribution["member_id"] == event["member_id"] == "member-7"
    assert (clinic["contributions"], clinic["version"]) == (1, 2)
    assert advice.problem(refusal) == "This step is for context."
    assert kept == 1


@pytest.mark.night
async def test_a_service_is_measured_with_few_and_with_many_in_flight_until_its_events_are_out() -> None:
    doing: list[str] = []
    measured = await speed(outbox.running, "outbox", doing.append, BRIEF)
    assert measured.few.accepted == measured.many.accepted == 20
    assert doing[0] == "starting outbox"
    assert "64 in flight" in str(measured)
    assert "256 in flight" in str(measured)

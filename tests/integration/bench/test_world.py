"""How people under load send: until answered, and only what changed something counts as acknowledged."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import nats
import orjson
import pytest
from nats.aio.msg import Msg

import bench.world
from bench.world import NeverAnsweredError, Refused, World
from shared.clock import RunningClock
from shared.contracts import clinic as c
from shared.contracts.base import derived_id
from shared.settings import Settings

CLINIC = derived_id("clinic", "under load")
DONE = {"ok": {"id": CLINIC, "version": 7, "events": [{"id": "1", "type": "ClinicStarted", "data": {}}]}}
Answering = Callable[[int], dict[str, Any]]


class Service:
    """Answers as a test says, by how often the same command came."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.answer: Answering = lambda _: DONE

    async def hear(self, message: Msg) -> None:
        self.ids.append(orjson.loads(message.data)["id"])
        await message.respond(orjson.dumps(self.answer(len(self.ids))))


@pytest.fixture
async def world(settings: Settings) -> AsyncIterator[World]:
    this_world = await World.open(settings, RunningClock())
    yield this_world
    await this_world.connection.close()


@pytest.fixture
async def service(settings: Settings) -> AsyncIterator[Service]:
    this_service = Service()
    bus = await nats.connect(settings.nats_url)
    await bus.subscribe(f"{settings.bus_prefix}.cmd.clinic.StartClinic", cb=this_service.hear)
    await bus.flush()
    yield this_service
    await bus.close()


async def start(world: World) -> None:
    await world.send("member-ana", c.StartClinic(clinic_id=CLINIC))


async def test_a_command_that_was_done_is_acknowledged_where_the_answer_says(world: World, service: Service) -> None:
    await start(world)
    [acknowledged] = world.acknowledged
    assert (acknowledged.service, acknowledged.command_id, acknowledged.stream, acknowledged.version) == (
        "clinic",
        service.ids[0],
        CLINIC,
        7,
    )


async def test_while_the_service_is_away_the_same_command_is_sent_again(world: World, service: Service) -> None:
    away = {"problem": {"status": 503, "type": "urn:convene:unavailable", "detail": "Soon."}}
    service.answer = lambda times: away if times < 3 else DONE
    await start(world)
    assert len(service.ids) == 3
    assert len(set(service.ids)) == 1
    assert len(world.acknowledged) == 1


async def test_a_refusal_is_no_acknowledgement(world: World, service: Service) -> None:
    service.answer = lambda _: {"problem": {"status": 409, "type": "urn:convene:step-has-moved-on", "detail": "Late."}}
    with pytest.raises(Refused, match="step-has-moved-on: Late"):
        await start(world)
    assert world.acknowledged == []


async def test_an_answer_without_an_event_is_no_acknowledgement_either(world: World, service: Service) -> None:
    service.answer = lambda _: {"ok": {"id": CLINIC, "version": 7, "events": []}}
    with pytest.raises(Refused, match="StartClinic was acknowledged and changed nothing"):
        await start(world)
    assert world.acknowledged == []


async def test_a_service_that_is_gone_for_good_is_given_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench.world, "PATIENCE_SECONDS", 0.2)
    with pytest.raises(NeverAnsweredError, match="StartClinic was not answered"):
        await start(world)

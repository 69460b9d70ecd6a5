"""A health check tells whether this process is well, from the note it keeps fresh."""

import json
import time
from pathlib import Path

import pytest
from nats.aio.client import Client
from pymongo import AsyncMongoClient

from convene.health import STALE_SECONDS, ailment, main
from services.clinic.app import service
from shared.contracts.clinic import ProposeCase
from shared.journal import Journal
from shared.runtime.health import Health
from shared.runtime.runtime import Runtime
from shared.settings import Settings
from shared.store.driver import Store
from tests.support.provisioned import provisioned
from tests.support.servers import free_port, ready
from tests.support.world import COMMUNITY, World


async def test_a_service_that_runs_is_well_and_one_that_stopped_is_not(
    settings: Settings, world: World, tmp_path: Path
) -> None:
    await provisioned(settings, service)
    async with Runtime(service, settings.model_copy(update={"pulse_dir": tmp_path}), world.clock):
        assert ailment("clinic", tmp_path) is None
    assert "does not run" in str(ailment("clinic", tmp_path))


async def test_a_service_without_its_bus_or_its_store_says_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.runtime.health.ANSWER_SECONDS", 0.2)
    nobody = f"mongodb://127.0.0.1:{free_port()}/"
    database = Store(nobody).database("nowhere")
    health = Health(Client(), database["health"], Journal(database, [], []), lambda: "")
    assert await health.problems() == ["the bus is not connected", "the document store does not answer"]


async def test_to_be_well_leaves_one_document_however_often_it_is_asked(world: World) -> None:
    runtime = await world.open(service)
    assert [await runtime.health.problems() for _ in range(3)] == [[], [], []]
    assert await runtime.collection("health").count_documents({}) == 1


async def test_a_store_that_answers_and_takes_nothing_is_an_ailment(settings: Settings, world: World) -> None:
    runtime = await world.open(service)
    client: AsyncMongoClient[dict[str, object]] = AsyncMongoClient(settings.mongo_url)
    database = client[f"{settings.database_prefix}_clinic"]
    await database.create_collection("health", validator={"never": {"$exists": True}})
    assert (await client.admin.command("ping"))["ok"]
    assert [wrong.startswith("the document store takes nothing") for wrong in await runtime.health.problems()] == [True]
    await client.close()


async def test_a_bus_that_takes_no_events_is_an_ailment_until_it_takes_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.runtime.health.TROUBLE_SECONDS", 0.0)
    runtime = await world.open(service)
    world.joins("ana")
    config = (await runtime.js.stream_info(runtime.subjects.events_stream)).config
    await runtime.js.update_stream(config, max_msg_size=1)
    await world.send("ana", ProposeCase(community_id=COMMUNITY, title="Handover", question="How?"))
    await ready(lambda: has(runtime, "the bus has taken nothing for"))
    await runtime.js.update_stream(config, max_msg_size=-1)
    await ready(lambda: has(runtime))


async def has(runtime: Runtime, *beginnings: str) -> None:
    found = await runtime.health.problems()
    assert len(found) == len(beginnings)
    assert all(wrong.startswith(beginning) for wrong, beginning in zip(found, beginnings, strict=True))


def test_a_service_that_was_silent_for_too_long_hangs(tmp_path: Path) -> None:
    note(tmp_path, at=time.time() - STALE_SECONDS - 1)
    assert "hangs" in str(ailment("clinic", tmp_path))


def test_what_a_service_suffers_from_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    note(tmp_path, at=time.time(), ailments=["the bus is not connected"])
    monkeypatch.setenv("CONVENE_PULSE_DIR", str(tmp_path))
    assert main(["clinic"]) == 1
    assert capsys.readouterr().out == "clinic: the bus is not connected\n"


def test_without_a_folder_it_says_what_to_set() -> None:
    assert "CONVENE_PULSE_DIR" in str(ailment("clinic", None))


def note(folder: Path, at: float, ailments: list[str] | None = None) -> None:
    (folder / "clinic").write_text(json.dumps({"at": at, "ailments": ailments or []}))

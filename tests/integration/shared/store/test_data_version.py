"""Data as a whole have a version: a program that is too old for them does not start, and says which one to run."""

import asyncio
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from convene.cli import app
from convene.doctor import Mark, examine
from convene.stack.environment import environment_of
from services import SERVICES
from shared.journal.set_aside import Unread
from shared.runtime.runtime import Runtime
from shared.settings import Settings
from shared.store import data_version
from shared.store.data_version import COLLECTION, DATA_VERSION, NewerDataError
from shared.store.driver import Store
from tests.support.pad import OpenPad
from tests.support.scribe import pad_service
from tests.support.world import World

NEWER = {"_id": "data", "version": DATA_VERSION + 2, "since": "7.3.0"}


@pytest.fixture
async def runtime(world: World) -> Runtime:
    world.joins("ana")
    return await world.open(pad_service())


async def written_by_a_newer(runtime: Runtime, world: World) -> Runtime:
    """The same data, once a newer program has run on them, and the next house on them."""
    await runtime.collection(COLLECTION).replace_one({"_id": "data"}, NEWER, upsert=True)
    return Runtime(pad_service(), world.settings, world.clock)


async def test_new_data_get_the_version_of_the_program_that_writes_them(runtime: Runtime) -> None:
    noted = await runtime.collection(COLLECTION).find_one({"_id": "data"})
    assert noted == {"_id": "data", "version": DATA_VERSION, "since": data_version.SINCE}


@pytest.mark.parametrize("noted", [None, {"_id": "data"}, {"_id": "data", "version": DATA_VERSION - 1}])
async def test_older_data_are_taken_on(world: World, runtime: Runtime, noted: dict[str, int] | None) -> None:
    made = await world.send("ana", OpenPad())
    await runtime.collection(COLLECTION).delete_many({})
    if noted is not None:
        await runtime.collection(COLLECTION).insert_one(dict(noted))
    after = await world.open(pad_service())
    assert await after.read(made["id"]) is not None
    found = await after.collection(COLLECTION).find_one({"_id": "data"})
    assert found is not None
    assert found["version"] == DATA_VERSION


async def test_newer_data_are_not_touched_and_it_is_said_what_to_run(world: World, runtime: Runtime) -> None:
    lanes = [lane async for lane in runtime.collection("lanes").find({}, {"_id": 1})]
    older = await written_by_a_newer(runtime, world)
    with pytest.raises(NewerDataError) as refused:
        await older.__aenter__()
    assert str(refused.value) == (
        f"the data of the clinic service have version {DATA_VERSION + 2}; this is Convene {version('convene')}, which "
        f"reads data up to version {DATA_VERSION}. Run Convene 7.3.0 or newer. Nothing was changed."
    )
    assert [lane async for lane in runtime.collection("lanes").find({}, {"_id": 1})] == lanes
    assert await runtime.collection(COLLECTION).find_one({"_id": "data"}) == NEWER


@pytest.mark.parametrize("service", SERVICES)
async def test_every_service_says_so_at_the_terminal(settings: Settings, service: str) -> None:
    store, name = Store(settings.mongo_url), f"{settings.database_prefix}_{service}"
    await store.database(name)[COLLECTION].insert_one(dict(NEWER))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "convene", "run", service), env=environment_of(settings), stderr=asyncio.subprocess.PIPE
    )
    _, told = await asyncio.wait_for(process.communicate(), 100)
    await store.drop(name)
    await store.close()
    assert process.returncode == 1
    assert "Run Convene 7.3.0 or newer." in told.decode()
    assert "Traceback" not in told.decode()


def test_the_command_says_which_version_it_is() -> None:
    told = CliRunner().invoke(app, ["--version"])
    assert (told.exit_code, told.stdout) == (
        0,
        f"convene {version('convene')} (data version {DATA_VERSION})\n",
    )


async def seen_by_the_doctor(settings: Settings, folder: Path, mark: Mark) -> str:
    return "\n".join(finding.text for finding in await examine(settings, folder) if finding.mark is mark)


async def test_the_doctor_names_what_was_set_aside_and_counts_dead_letters(
    world: World, runtime: Runtime, tmp_path: Path
) -> None:
    assert "everything in the journals can be read" in await seen_by_the_doctor(world.settings, tmp_path, Mark.FINE)
    for number in range(25):
        unread = Unread(f"pad-{number}", 7, "PadBurnt", "this program does not know the type")
        await runtime.journal.set_aside.note(unread)
    for number in range(3):
        await runtime.dead_letters.park("a.b", str(number).encode(), "It was refused.")
    wrong = await seen_by_the_doctor(world.settings, tmp_path, Mark.BAD)
    assert "clinic: 25 things are set aside" in wrong
    assert "pad-3, from version 7 on (PadBurnt): this program does not know the type" in wrong
    assert "and 5 more" in wrong
    assert "clinic: 3 dead letters" in await seen_by_the_doctor(world.settings, tmp_path, Mark.NOTE)


async def test_the_doctor_says_which_version_newer_data_take(world: World, runtime: Runtime, tmp_path: Path) -> None:
    await written_by_a_newer(runtime, world)
    assert "Run Convene 7.3.0 or newer." in await seen_by_the_doctor(world.settings, tmp_path, Mark.BAD)

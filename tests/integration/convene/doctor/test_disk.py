"""The doctor tells how much room there is, and what a full disk has broken."""

from pathlib import Path

import pytest
from pymongo import AsyncMongoClient

from convene.disk import free_megabytes
from convene.doctor import Mark, examine
from convene.doctor.disk import examine_disk
from convene.doctor.services import examine_services
from convene.stack import Stack
from convene.stack.folder import Folder
from convene.stack.record import Record
from services.clinic.app import service
from shared.settings import Settings
from tests.support.small_disk import small_disk
from tests.support.world import World


@pytest.mark.parametrize(
    ("megabytes", "mark", "words"),
    [
        (5, Mark.BAD, "disk full: "),
        (40, Mark.NOTE, "the disk is nearly full: "),
        (200, Mark.FINE, "MB are free"),
    ],
)
def test_too_little_room_is_told_before_it_is_gone(tmp_path: Path, megabytes: int, mark: Mark, words: str) -> None:
    with small_disk(tmp_path / "disk", megabytes) as disk:
        Record().write(Folder(disk.path).record_file)
        (found,) = examine_disk(Settings(disk_free_mb=10), disk.path)
    assert (found.mark, words in found.text) == (mark, True)


def test_where_there_is_no_stack_nothing_is_said_of_the_disk(tmp_path: Path) -> None:
    assert free_megabytes(tmp_path / "nowhere") is None
    assert examine_disk(Settings(), tmp_path) == []


async def test_a_store_that_answers_and_takes_nothing_is_told(tmp_path: Path) -> None:
    async with Stack(tmp_path, []) as stack:
        client: AsyncMongoClient[dict[str, object]] = AsyncMongoClient(stack.settings.mongo_url)
        await client["convene_health"].create_collection("health", validator={"never": {"$exists": True}})
        await client.close()
        told = [finding.text for finding in await examine(stack.settings, tmp_path) if finding.mark is Mark.BAD]
    assert len(told) == 1
    assert told[0].startswith("but it can't be written to: it takes nothing")


async def test_every_service_says_how_it_is(settings: Settings, world: World) -> None:
    await world.open(service)
    found = {examine_service.text: examine_service.mark for examine_service in await examine_services(settings)}
    assert found["the clinic service is well"] is Mark.FINE
    assert found["the trips service does not run"] is Mark.NOTE
    client: AsyncMongoClient[dict[str, object]] = AsyncMongoClient(settings.mongo_url)
    await client[f"{settings.database_prefix}_clinic"].drop_collection("health")
    await client[f"{settings.database_prefix}_clinic"].create_collection(
        "health", validator={"never": {"$exists": True}}
    )
    await client.close()
    told = [
        examine_service.text for examine_service in await examine_services(settings) if examine_service.mark is Mark.BAD
    ]
    assert [text.partition("(")[0] for text in told] == [
        "the clinic service is not well: the document store takes nothing "
    ]

"""`convene dead-letters` against running services, however many there are and whichever service parked them."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from convene import dead_letters
from convene.cli import app
from services.gateway.app import service as gateway_service
from shared.domain import conflict
from shared.runtime.runtime import Runtime
from shared.settings import Settings
from tests.integration.shared.runtime.test_event_consumer import event, operate
from tests.support.pad import AddLine, OpenPad, pad_id
from tests.support.scribe import Scribe, eventually, pad_service
from tests.support.world import NOON, World

MANY = 3000
type Run = Callable[..., Awaitable[Result]]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"http_port": 0})


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """The command line, as an operator of this test's services uses it."""
    monkeypatch.setattr(dead_letters, "read_settings", lambda: settings)

    async def one(*words: str) -> Result:
        line = ["dead-letters", *words, "--data", str(tmp_path)]
        return await asyncio.to_thread(CliRunner().invoke, app, line)

    return one


@pytest.fixture
async def scribe(world: World) -> Scribe:
    world.joins("ana")
    this_scribe = Scribe()
    await world.open(pad_service())
    await world.open(this_scribe.service)
    return this_scribe


async def parked(runtime: Runtime, count: int, reason: str = "It was refused.") -> list[str]:
    """So many in a service's collection, each a moment after the one before; their ids."""
    letters = []
    for number in range(count):
        pad = pad_id(f"{number}")
        payload = event(pad, data={"pad_id": pad, "number": number})
        letters.append(
            {
                "_id": hashlib.sha256(payload).hexdigest()[:26],
                "subject": runtime.subjects.event("community-x", "clinic", pad, "LineAdded"),
                "payload": payload,
                "reason": reason,
                "at": NOON + timedelta(milliseconds=number // 3),
            }
        )
    for first in range(0, count, 500):
        await runtime.collection("dead_letters").insert_many(letters[first : first + 500])
    return [str(letter["_id"]) for letter in sorted(letters, key=lambda document: (document["at"], document["_id"]))]


async def test_three_thousand_are_listed_counted_retried_and_dropped(world: World, scribe: Scribe, run: Run) -> None:
    runtime = world.runtimes["notify"]
    ids = await parked(runtime, MANY)
    assert (await run("count", "notify")).stdout == f"notify: {MANY}\n"
    listed = await run("list", "notify")
    assert [line.split()[1] for line in listed.stdout.splitlines()[::2]] == ids, "the oldest first, each once"
    few = await run("list", "notify", "--limit", "7")
    assert [line.split()[1] for line in few.stdout.splitlines()[::2]] == ids[:7]
    scribe.fails = {number: [conflict("full", "It is full.")] for number in range(0, MANY, 2)}
    retried = await run("retry", "notify", "--all")
    assert retried.stdout == f"notify: {MANY // 2} done, {MANY // 2} still parked\n"
    assert (await run("count", "notify")).stdout == f"notify: {MANY // 2}\n"
    assert (await run("drop", "notify", "--all")).stdout == f"notify: {MANY // 2} dropped\n"
    assert await runtime.dead_letters.count() == 0


async def test_a_page_of_long_reasons_still_fits_into_a_message(world: World, scribe: Scribe, run: Run) -> None:
    ids = await parked(world.runtimes["notify"], 400, reason="ö" * 2000)
    listed = await run("list", "notify")
    assert listed.exit_code == 0, listed.stderr
    assert [line.split()[1] for line in listed.stdout.splitlines()[::2]] == ids


async def test_those_of_the_gateway_are_shown_and_can_be_dropped(world: World, run: Run) -> None:
    runtime = await world.open(gateway_service)
    subject = runtime.subjects.event("community-x", "community", "community-x", "MemberJoined")
    await runtime.js.publish(subject, b"no JSON")
    async with asyncio.timeout(10):
        while await runtime.dead_letters.count() < 1:
            await asyncio.sleep(0.02)
    listed = await run("list", "gateway")
    assert "not a CloudEvent" in listed.stdout
    letter = listed.stdout.split()[1]
    assert (await run("retry", "gateway", letter)).stdout.startswith("still parked: not a CloudEvent")
    assert (await run("drop", "gateway", letter)).stdout == f"dropped {letter}\n"
    assert (await run("count", "gateway")).stdout == "gateway: 0\n"
    assert "nothing here" in (await run("drop", "gateway", letter)).stderr


async def test_a_service_that_is_away_keeps_nobody_from_the_others(world: World, scribe: Scribe, run: Run) -> None:
    await parked(world.runtimes["notify"], 1)
    counted = await run("count")
    assert "notify: 1\n" in counted.stdout
    assert counted.exit_code == 1
    assert "the trips service does not answer" in counted.stderr


async def test_one_that_fails_again_keeps_its_place(world: World, scribe: Scribe, run: Run) -> None:
    pad = str((await world.send("ana", OpenPad()))["id"])
    scribe.fails[1] = [conflict("full", "It is full.")] * 3
    await world.send("ana", AddLine(pad_id=pad, text="A line.", number=1))
    runtime = world.runtimes["notify"]
    async with asyncio.timeout(10):
        while await runtime.dead_letters.count() < 1:
            await asyncio.sleep(0.02)
    before = (await operate(world, "ListDeadLetters"))["dead_letters"][0]
    scribe.fails[1] = [ZeroDivisionError("a mistake")]
    assert "still parked: ZeroDivisionError" in (await run("retry", "notify", before["id"])).stdout
    after = (await operate(world, "ListDeadLetters"))["dead_letters"][0]
    assert (after["id"], after["at"]) == (before["id"], before["at"])
    assert "ZeroDivisionError" in after["reason"]
    assert (await run("retry", "notify", "--all")).stdout == "notify: 1 done, 0 still parked\n"
    assert await eventually(runtime, pad, 1) == [1]


@pytest.mark.parametrize("words", [("drop", "notify"), ("drop", "notify", "x", "--all"), ("list", "clinik")])
async def test_what_is_meant_has_to_be_said(run: Run, words: tuple[str, ...]) -> None:
    wrong = await run(*words)
    assert wrong.exit_code == 1
    assert wrong.stderr

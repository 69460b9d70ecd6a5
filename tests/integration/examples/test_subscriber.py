"""The example for other systems works as it is, under the observer's user, and hears nothing private."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from convene.story import script
from services.clinic.app import service
from shared.access.signed_tokens import Signer
from shared.bus.client import BusClient
from shared.bus.subjects import Subjects
from shared.clock import StoppedClock
from shared.contracts import clinic as c
from shared.contracts.types import When
from shared.domain import Actor
from shared.runtime.runtime import Runtime
from shared.settings import Settings
from tests.support import ROOT
from tests.support.guarded_bus import connected, guarded_bus
from tests.support.servers import Servers
from tests.support.tale import private_texts, whole_story
from tests.support.town import Town
from tests.support.world import COMMUNITY, NOON, member

EXAMPLE = ROOT / "examples" / "subscriber.py"
SECRET = "Walk through one case with both teams."


async def test_it_prints_the_steps_and_the_advice_of_a_clinic_but_no_word_that_was_said(
    real_servers: Servers, tmp_path: Path
) -> None:
    async with (
        guarded_bus(tmp_path, real_servers.mongo_url) as bus,
        Runtime(
            service, bus.settings("clinic").model_copy(update={"database_prefix": "example"}), StoppedClock(NOON)
        ) as runtime,
    ):
        gateway = await connected(bus, "gateway")
        await run_to_the_advice(runtime, BusClient(gateway, Subjects()), bus.secrets)
        await gateway.close()
        settings = bus.settings("observer")
        signed_in = {
            "CONVENE_NATS_USER": "observer",
            "CONVENE_NATS_PASSWORD": settings.nats_password.get_secret_value(),
        }
        async with subscriber(CONVENE_NATS_URL=bus.url, **signed_in) as output:
            said = await printed(output, until="AdviceGiven")
    assert said.count("ClinicStepStarted") == 4
    assert "one case" not in said
    assert "Handover" not in said
    assert bus.violations() == []


async def test_it_prints_the_whole_story_while_it_happens_and_no_private_word_of_it(settings: Settings) -> None:
    where = {"CONVENE_NATS_URL": settings.nats_url, "CONVENE_BUS_PREFIX": settings.bus_prefix}
    async with Town.running(settings) as town, subscriber(**where) as output:
        assert "Listening" in await printed(output, until="Listening")
        await town.gather()
        await whole_story(town)
        said = await printed(output, until="FollowUpDue")
        private = private_texts(town)
    advice = sum(said.kind == "advice" for _, step in script.CLINIC for said in step)
    assert [said.count(name) for name in ("ClinicStepStarted", "AdviceGiven", "FollowUpDue")] == [5, advice, 1]
    assert [text for text in private if text in said] == []


@asynccontextmanager
async def subscriber(**environment: str) -> AsyncIterator[asyncio.StreamReader]:
    """The example as a process of its own; it must end well when it is asked to."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(EXAMPLE), env={**os.environ, **environment}, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        process.terminate()
        ended = await process.wait()
    assert ended == 0


async def printed(output: asyncio.StreamReader, until: str) -> str:
    """What it prints, up to and with the line in which this is."""
    lines = [""]
    async with asyncio.timeout(20):
        while until not in lines[-1]:
            line = (await output.readline()).decode()
            assert line, f"it ended after {lines}"
            lines.append(line)
    return "".join(lines)


async def run_to_the_advice(runtime: Runtime, client: BusClient, keys: Path) -> None:
    """Ana's clinic, in its fourth step, with one piece of advice from Gil."""
    people = {"ana": "member", "finn": "facilitator", "gil": "member"}
    signer = Signer.load(keys, "gateway")
    tokens = {name: signer.sign(Actor("member", member(name)), 60) for name in people}
    for name, role in people.items():
        runtime.roles.note(COMMUNITY, member(name), role)  # type: ignore[arg-type]
    made = await client.command(
        c.ProposeCase(community_id=COMMUNITY, title="Handover", question="How?"), id="propose", token=tokens["ana"]
    )
    clinic = made["id"]
    noon = When(local=NOON.replace(tzinfo=None), zone="UTC").later(days=1)
    schedule = c.ScheduleClinic(clinic_id=clinic, starts=noon, facilitator_id=member("finn"))
    await client.command(schedule, id="schedule", token=tokens["finn"])
    await client.command(c.StartClinic(clinic_id=clinic), id="start", token=tokens["finn"])
    steps: tuple[c.StepName, ...] = ("context", "understanding", "related_experience")
    for step in steps:
        await client.command(c.AdvanceStep(clinic_id=clinic, from_step=step), id=step, token=tokens["finn"])
    await client.command(c.GiveAdvice(clinic_id=clinic, text=SECRET), id="advice", token=tokens["gil"])
    await runtime.journal.settled()

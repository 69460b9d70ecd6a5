import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import nats
import pytest
from nats.js.api import ConsumerConfig
from pydantic import SecretStr

from convene.doctor import Finding, Mark, examine
from convene.doctor.known import harmless
from convene.doctor.places import examine_clock, examine_keys
from convene.stack import Stack
from services import SERVICES
from shared.settings import Settings


@pytest.fixture(scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    async with Stack(tmp_path_factory.mktemp("data"), []) as stack:
        yield stack


def texts(findings: list[Finding], mark: Mark) -> str:
    return "\n".join(finding.text for finding in findings if finding.mark is mark)


async def test_a_stack_that_runs_is_found_well_by_its_folder_alone(stack: Stack) -> None:
    findings = await examine(Settings(), stack.folder.path)

    assert texts(findings, Mark.BAD) == ""
    told = texts(findings, Mark.FINE)
    assert f"the bus at {stack.settings.nats_url} answers (nats-server 2." in told
    assert "JetStream is on" in told
    assert "answers (SecantusDB" in told or "answers (MongoDB" in told
    assert f"the mail server at 127.0.0.1:{stack.settings.smtp_port} answers" in told
    assert "has every service's verification key" in told


async def test_how_far_behind_every_consumer_is_is_told(stack: Stack) -> None:
    client = await nats.connect(stack.settings.nats_url)
    try:
        js = client.jetstream()
        await js.add_stream(name="convene_events", subjects=["convene.ev.>"])
        await js.add_stream(name="other_events", subjects=["other.ev.>"])
        await js.add_consumer("convene_events", ConsumerConfig(durable_name="convene_notify", max_ack_pending=2))
        for number in range(5):
            await js.publish("convene.ev.x", str(number).encode())
        reader = await js.pull_subscribe_bind("convene_notify", "convene_events")
        (message,) = await reader.fetch(1)
        name = texts(await examine(stack.settings, stack.folder.path), Mark.NOTE)
        await reader.fetch(1)
        two = texts(await examine(stack.settings, stack.folder.path), Mark.NOTE)
        await message.ack()
        fine = texts(await examine(stack.settings, stack.folder.path), Mark.FINE)
    finally:
        await client.close()

    assert "convene_notify: 4 behind, 1 in hand; nobody is asking for them now" in name
    assert "convene_notify: 3 behind, 2 in hand; it gets nothing more until some of those are done" in two
    assert "stream convene_events: 5 messages" in fine
    assert "other_events" not in fine


async def test_whatever_is_not_reachable_is_told_with_its_setting(tmp_path: Path) -> None:
    nowhere = Settings(
        nats_url="nats://127.0.0.1:1",
        mongo_url="mongodb://127.0.0.1:1",
        smtp_host="127.0.0.1",
        smtp_port=1,
        http_port=1,
        keys_dir=tmp_path,
    )
    findings = await examine(nowhere, tmp_path)

    told = texts(findings, Mark.BAD)
    assert "the bus at nats://127.0.0.1:1 is not reachable" in told
    assert "CONVENE_MONGO_URL" in told
    assert "the mail server at 127.0.0.1:1 is not reachable" in told
    assert "public.json can't be read" in told


async def test_no_secret_is_ever_told(tmp_path: Path) -> None:
    secretive = Settings(
        nats_url="nats://u:s3cret@127.0.0.1:1,nats://u:s3cret@127.0.0.1:2",
        nats_user="gateway",
        nats_password=SecretStr("s3cret"),
        mongo_url="mongodb://u:s3cret@127.0.0.1:1,127.0.0.1:2/?tlsCertificateKeyFilePassword=s3cret",
        smtp_port=1,
        smtp_password=SecretStr("s3cret"),
    )
    told = "\n".join(finding.line() for finding in await examine(secretive, tmp_path))

    assert "s3cret" not in told
    assert "nats_password = (set, not shown)" in told
    assert "mongodb://***@127.0.0.1:1,127.0.0.1:2/" in told


def test_the_doctor_only_looks_and_makes_no_folder(tmp_path: Path) -> None:
    from convene.doctor.known import settings_of  # noqa: PLC0415

    settings_of(Settings(), tmp_path / "nothing")

    assert not (tmp_path / "nothing").exists()


def test_addresses_without_secrets_are_shown_as_they_are() -> None:
    assert harmless("mongodb://127.0.0.1:1/?retryWrites=false") == "mongodb://127.0.0.1:1/?retryWrites=false"


def test_a_missing_verification_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "public.json").write_text(json.dumps({name: {} for name in SERVICES if name != "trips"}))

    assert "has no key of trips" in texts(examine_keys(Settings(keys_dir=tmp_path)), Mark.BAD)


def test_a_fast_clock_without_its_origin_is_told() -> None:
    assert "CONVENE_CLOCK_ORIGIN" in texts(examine_clock(Settings(clock_speed=60)), Mark.BAD)
    fast = Settings(clock_speed=60, clock_origin=datetime(2026, 1, 1, tzinfo=UTC))
    assert "60 times as fast" in texts(examine_clock(fast), Mark.NOTE)

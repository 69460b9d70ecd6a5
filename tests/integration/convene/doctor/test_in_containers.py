"""The doctor in a container of the compose file: it says what can be known there, and asks the others for the rest."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from pydantic import SecretStr

from convene.doctor import Mark, examine
from services import SERVICES
from services.clinic.app import service as clinic
from services.community.app import service as community
from services.notify.app import service as notify
from shared.runtime.runtime import Runtime
from shared.settings import Settings
from shared.store.driver import Store
from tests.support.guarded_bus import GuardedBus, guarded_bus
from tests.support.mail_host import MailHost, mail_host, open_mail_host
from tests.support.servers import Servers
from tests.unit.deploy.test_compose import OURS, filled_in

__all__ = ["mail_host", "open_mail_host"]


@pytest.fixture
async def bus(real_servers: Servers, tmp_path: Path) -> AsyncIterator[GuardedBus]:
    async with guarded_bus(tmp_path / "bus", real_servers.mongo_url) as running:
        yield running
    store = Store(real_servers.mongo_url)
    for name in (*SERVICES, "health"):
        await store.drop(f"guarded_{name}")
    await store.close()


def in_container(name: str, bus: GuardedBus, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """What this container's process reads: its variables and its own secrets, with the servers of the test."""
    keys = folder / f"secrets-of-{name}"
    keys.mkdir(exist_ok=True)
    for file in ("public.json", f"{name}.key"):
        shutil.copy(bus.secrets / file, keys)
    for variable, value in OURS[name]["environment"].items():
        monkeypatch.setenv(variable, filled_in(value))
    monkeypatch.delenv("CONVENE_SECRETS_DIR")
    given = Settings(nats_url=bus.url, mongo_url=bus.mongo_url, keys_dir=keys, database_prefix="guarded")
    own: SecretStr = bus.settings(name).nats_password
    return given.model_copy(update={"nats_password": own})


async def told(settings: Settings, folder: Path) -> dict[str, Mark]:
    return {finding.text.strip(): finding.mark for finding in await examine(settings, folder / "none")}


async def test_in_the_gateways_container_all_is_well_where_it_is(
    bus: GuardedBus, mail_host: MailHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with AsyncExitStack() as stack:
        for service in (community, clinic, notify):
            here = bus.settings(service.name).model_copy(update={"smtp_port": mail_host.port})
            await stack.enter_async_context(Runtime(service, here))
        found = await told(in_container("gateway", bus, tmp_path, monkeypatch), tmp_path)
    assert [text for text, mark in found.items() if mark is Mark.BAD] == []
    assert found["the notify service is well"] is Mark.FINE
    assert found[f"it reaches the mail server at 127.0.0.1:{mail_host.port}"] is Mark.FINE
    assert found["JetStream is on"] is Mark.FINE


async def test_a_mail_server_that_is_away_is_told_there_by_the_service_that_needs_it(
    bus: GuardedBus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Runtime(notify, bus.settings("notify").model_copy(update={"smtp_port": 1})):
        found = await told(in_container("gateway", bus, tmp_path, monkeypatch), tmp_path)
    wrong = [text for text, mark in found.items() if mark is Mark.BAD]
    assert len(wrong) == 1
    assert wrong[0].startswith("the mail server at 127.0.0.1:1 is not reachable")


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in ("gateway", "notify")])
async def test_in_every_other_container_what_cannot_be_known_is_no_fault(
    bus: GuardedBus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    found = await told(in_container(name, bus, tmp_path, monkeypatch), tmp_path)
    assert [text for text, mark in found.items() if mark is Mark.BAD] == []
    assert any(re.match(f"the user {name} may not see", text) for text in found)
    assert any(text.startswith("no mail server is set here") for text in found)

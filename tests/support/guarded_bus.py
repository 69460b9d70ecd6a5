"""A bus that is guarded as in a deployment: the generated configuration, with its users and their passwords."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import nats
from nats.aio.client import Client
from pydantic import SecretStr

from convene.keys import PASSWORDS, make_secrets, password_file
from convene.nats_config import nats_config
from convene.permissions import PROVISIONER, permissions, services
from shared.bus.connection import credentials
from shared.bus.subjects import Subjects
from shared.runtime.service import Service
from shared.settings import Settings
from tests.support.provisioned import provisioned
from tests.support.servers import BIN, child, free_port, ready


@dataclass(frozen=True)
class GuardedBus:
    url: str
    mongo_url: str
    secrets: Path
    log: Path

    def settings(self, user: str, password: str | None = None) -> Settings:
        """What the service of that name has in a deployment."""
        return Settings(
            nats_url=self.url,
            nats_user=user,
            nats_password=SecretStr(password or (self.secrets / password_file(user)).read_text()),
            mongo_url=self.mongo_url,
            database_prefix="guarded",
            keys_dir=self.secrets,
        )

    def violations(self) -> list[str]:
        """Every attempt at what is not allowed, as the server noted it."""
        return [line for line in self.log.read_text().splitlines() if "Violation" in line]


@asynccontextmanager
async def guarded_bus(
    folder: Path, mongo_url: str, declared: Mapping[str, Service] = MappingProxyType({})
) -> AsyncIterator[GuardedBus]:
    """Start a server with the deployment's own configuration; only the addresses and the data folder are the test's.

    `declared` are services that stand in for the real ones of their names.
    """
    secrets = folder / "secrets"
    make_secrets(secrets)
    port, log = free_port(), folder / "bus.log"
    stand_ins = [declared.get(service.name, service) for service in services()]
    config = nats_config(permissions(Subjects(), stand_ins))
    for theirs, ours in (
        ('"0.0.0.0:4222"', f'"127.0.0.1:{port}"'),
        ('http: "127.0.0.1:8222"', ""),
        ('"/data"', f'"{folder / "data"}"'),
    ):
        assert theirs in config
        config = config.replace(theirs, ours)
    (folder / "nats.conf").write_text(config)
    (folder / PASSWORDS).write_text((secrets / PASSWORDS).read_text())
    bus = GuardedBus(f"nats://127.0.0.1:{port}", mongo_url, secrets, log)
    async with child(log, str(BIN / "nats-server"), "-c", str(folder / "nats.conf")):
        await ready(lambda: _answers(bus))
        await provisioned(bus.settings(PROVISIONER), *stand_ins)
        yield bus


async def _answers(bus: GuardedBus) -> None:
    client = await connected(bus, "observer")
    await client.close()


async def connected(bus: GuardedBus, user: str, denied: Callable[[str], object] = lambda _: None) -> Client:
    """A plain connection of one user; `denied` is told what the server denies it."""

    async def note(error: Exception) -> None:
        denied(str(error))

    return await nats.connect(
        bus.url,
        allow_reconnect=False,
        max_reconnect_attempts=1,
        reconnect_time_wait=0,
        connect_timeout=2,
        error_cb=note,
        **credentials(bus.settings(user)),
    )

"""The provisioner, for tests: what services need on the bus, made before they start and after it was lost."""

import nats

from shared.bus.connection import credentials
from shared.bus.provisioner import provision
from shared.bus.streams import streams
from shared.bus.subjects import Subjects
from shared.runtime.service import Service
from shared.settings import Settings

RELEASE = "1.2.0"


async def provisioned(settings: Settings, *services: Service, release: str = RELEASE) -> list[str]:
    """Make the streams, and the consumers of these services; what was made or changed."""
    subjects = Subjects(settings.bus_prefix)
    client = await nats.connect(settings.nats_url, **credentials(settings))
    durables = [durable for service in services for durable in service.durables(subjects)]
    try:
        return await provision(client.jetstream(timeout=10), streams(subjects), durables, release)
    finally:
        await client.close()

"""What an earlier version left in its store and on its bus, put into those of one test.

The file has all collections of all services, the messages of both streams, and how far each consumer was. It was made once,
by that version itself, with the stories of the demo and a clinic that runs.
"""

import gzip
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import nats
from bson import json_util
from nats.js import JetStreamContext

from convene.permissions import services
from convene.story.people import Person
from shared.access.signed_tokens import GATEWAY, Signer
from shared.domain import Actor
from shared.settings import Settings
from shared.store.driver import Store
from tests.support.provisioned import provisioned

PREFIX = "old"
"""Of its subjects, streams and databases, as it was written."""
TOKEN_SECONDS = 600.0
MOST_AT_ONCE = 200


class OldData:
    """What is in the file, with names for what a test asks for."""

    def __init__(self, file: Path) -> None:
        self._found: dict[str, Any] = json_util.loads(gzip.decompress(file.read_bytes()).decode())
        self.databases: Mapping[str, Mapping[str, Sequence[dict[str, Any]]]] = self._found["databases"]
        self.now = datetime.fromisoformat(self._found["now"])
        """What its clock said when it ended."""
        self.community: str = self._found["community"]
        self.closed: str = self._found["closed"]
        """A clinic whose presenter has told what came of it."""
        self.running: str = self._found["running"]
        """A clinic in its second step."""
        self.announced: str = self._found["announced"]
        """A clinic whose announcement is not delivered yet."""
        self.visit: str = self._found["visit"]
        self.messages = len(self._found["streams"][f"{PREFIX}_events"])

    def people(self, keys: Path) -> dict[str, Person]:
        """Its members, signed in today."""
        signer = Signer.load(keys, GATEWAY)
        return {
            name: Person(name, f"{name.lower()}@example.org", signer.sign(Actor("member", who), TOKEN_SECONDS), who)
            for name, who in self._found["people"].items()
        }

    def versions(self, service: str) -> dict[str, int]:
        """The things in a service's journal, each with its version."""
        versions: dict[str, int] = {}
        for commit in self.databases[service].get("journal", ()):
            if "stream" in commit:
                versions[commit["stream"]] = max(commit["version"], versions.get(commit["stream"], 0))
        return versions

    async def put_into(self, settings: Settings) -> None:
        """As it is found by services of today: the bus is provisioned by them, the rest is as it was left."""
        await provisioned(settings, *services())
        bus = await nats.connect(settings.nats_url)
        try:
            made = await self._put_into_bus(bus.jetstream(timeout=10), settings.bus_prefix)
        finally:
            await bus.close()
        await self._put_into_store(settings, made)

    async def _put_into_store(self, settings: Settings, made: Mapping[str, str]) -> None:
        store = Store(settings.mongo_url)
        try:
            for service, collections in self.databases.items():
                database = store.database(f"{settings.database_prefix}_{service}")
                for name, documents in collections.items():
                    # In which stream it was is known by when that was made, and here it is made anew.
                    await database[name].insert_many(
                        [
                            {**document, "made": made[document["made"]]} if "made" in document else document
                            for document in documents
                        ]
                    )
        finally:
            await store.close()

    async def _put_into_bus(self, js: JetStreamContext, prefix: str) -> dict[str, str]:
        """When each stream was made: then, and here."""
        made = {}
        for stream, messages in self._found["streams"].items():
            for message in messages:
                # A ring's headers would have the bus do once more what it did.
                headers = None if "Nats-Scheduler" in message["headers"] else message["headers"]
                subject = prefix + message["subject"].removeprefix(PREFIX)
                stored = await js.publish_async(subject, message["data"].encode(), headers=headers)
            await stored
            created = (await js.stream_info(prefix + stream.removeprefix(PREFIX))).created
            made[self._found["made"][stream]] = created.isoformat() if created else ""
        for consumer, was in self._found["consumers"].items():
            if was["stream"] == f"{PREFIX}_events":
                await _acknowledge(js, prefix, consumer.removeprefix(PREFIX), was["ack_floor"])
        return made


async def _acknowledge(js: JetStreamContext, prefix: str, consumer: str, until: int) -> None:
    """Have a consumer be where it was."""
    stream, name = f"{prefix}_events", prefix + consumer
    subscription = await js.pull_subscribe_bind(name, stream)
    while (await js.consumer_info(stream, name)).num_pending:
        for message in await subscription.fetch(MOST_AT_ONCE, timeout=5):
            assert message.metadata.sequence.stream <= until, "that version had not heard this"
            await message.ack_sync()
    await subscription.unsubscribe()

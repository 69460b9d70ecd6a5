"""What a service needs on the bus. It may not make it: that is the provisioner's."""

import asyncio

import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from shared.bus.continuity import Known
from shared.bus.known_stream import KnownStream
from shared.bus.streams import NotProvisionedError, find_stream, require_consumer
from shared.bus.subjects import Subjects
from shared.runtime.service import Service

log = structlog.get_logger(__name__)

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.1, 5.0
"""Between looks of a service that starts, until the bus has it all."""


class Provisions:
    """The events stream, and the consumers of one service."""

    def __init__(self, service: Service, subjects: Subjects, stream: KnownStream) -> None:
        self._service = service
        self._subjects = subjects
        self._stream = stream
        self.lacks = ""
        """What is missing, in words, as it was at the last look."""

    async def require(self, connection: Client, js: JetStreamContext) -> Known:
        """What is known of the events stream; `NotProvisionedError` where it, or a consumer of this service, is missing."""
        try:
            await find_stream(js, self._subjects.events_stream)
            for durable in self._service.durables(self._subjects):
                await require_consumer(js, durable)
        except NotProvisionedError as error:
            self.lacks = str(error)
            raise
        self.lacks = ""
        return await self._stream.look(connection)

    async def wait(self, connection: Client, js: JetStreamContext) -> None:
        """Until the bus has all of it."""
        logged, pause = "", FIRST_PAUSE_SECONDS
        while True:
            try:
                await self.require(connection, js)
            except (NatsError, TimeoutError, OSError) as error:
                if str(error) != logged:
                    log.warning("waits for the bus", service=self._service.name, reason=error)
                logged = str(error)
            else:
                return
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

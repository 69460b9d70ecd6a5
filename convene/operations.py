"""What an operator may ask of running services: their dead letters, their journals on the bus again, a token."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import nats
import orjson
from nats.aio.client import Client

from convene.doctor.known import settings_of
from convene.stack.errors import StackError
from shared.access.signed_tokens import GATEWAY, Signer
from shared.bus.connection import credentials
from shared.bus.envelope import read_answer
from shared.bus.subjects import Subjects
from shared.domain import Actor
from shared.settings import Settings

ANSWER_SECONDS = 600.0
"""A replay of a long journal takes a while."""


class Operator:
    """Asks services in the operator's name: whoever holds the gateway's key is the operator."""

    def __init__(self, base: Settings, data: Path) -> None:
        self._settings, _ = settings_of(base, data)
        self._subjects = Subjects(self._settings.bus_prefix)
        self._client: Client | None = None

    def token(self, seconds: float) -> str:
        """A token with which an operator may found communities, for so many real seconds."""
        return self._signer().sign(Actor("operator", "operator"), seconds)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """One connection for all that is asked meanwhile. Raises `StackError` where the bus does not answer."""
        try:
            client = await nats.connect(
                self._settings.nats_url.split(","),
                allow_reconnect=False,
                connect_timeout=3,
                **credentials(self._settings),
            )
        except (OSError, nats.errors.Error) as error:
            raise StackError(f"the message bus at {self._settings.nats_url} does not answer ({error!r})") from None
        self._client = client
        try:
            yield
        finally:
            self._client = None
            await client.close()

    async def ask(self, service: str, operation: str, **data: str | int) -> dict[str, Any]:
        """One operation of one service. Raises its `Refusal`, or `StackError` where it does not answer."""
        if self._client is None:
            async with self.connected():
                return await self.ask(service, operation, **data)
        asked = {"token": self.token(ANSWER_SECONDS), "data": data}
        try:
            reply = await self._client.request(
                self._subjects.operation(service, operation), orjson.dumps(asked), timeout=ANSWER_SECONDS
            )
        except nats.errors.Error as error:
            raise StackError(f"the {service} service does not answer ({error}); is it running?") from None
        return read_answer(reply.data)

    def _signer(self) -> Signer:
        try:
            return Signer.load(self._settings.keys_dir, GATEWAY)
        except FileNotFoundError as error:
            raise StackError(str(error)) from None

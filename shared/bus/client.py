"""Asking a service: sends a command or a query and waits for the answer."""

import zlib
from typing import Any

import orjson
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.errors import MaxPayloadError, NoRespondersError
from pydantic import BaseModel, ValidationError

from shared.bus.envelope import ACCEPTS, GZIP, read_answer, unpack
from shared.bus.subjects import Subjects
from shared.contracts.base import Command, Query
from shared.domain import Refusal

PATIENCE_SECONDS = 10.0
READS_PACKED = {ACCEPTS: GZIP}


class BusClient:
    """Sends with a fixed token, or with the one each call brings."""

    def __init__(self, connection: Client, subjects: Subjects) -> None:
        self._connection = connection
        self._subjects = subjects

    async def command(
        self,
        command: Command,
        *,
        id: str,
        token: str,
        expect: int | None = None,
        trace: str = "",
    ) -> dict[str, Any]:
        """Have something done. Returns id, version and events of what came of it; raises the `Refusal` otherwise."""
        data = orjson.Fragment(command.model_dump_json())
        asked = {"id": id, "token": token, "expect": expect, "trace": trace, "data": data}
        return await self._request(self._subjects.command(type(command)), asked)

    async def query[V: BaseModel](self, query: Query, view: type[V], *, token: str) -> V:
        """Ask to know something; the answer as `view`."""
        asked = {"token": token, "data": orjson.Fragment(query.model_dump_json())}
        answer = await self._request(self._subjects.query(type(query)), asked, READS_PACKED)
        try:
            return view.model_validate(answer)
        except ValidationError:
            raise _not_understood(query.service) from None

    async def _request(
        self, subject: str, asked: dict[str, Any], headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        service = subject.split(".")[2]
        try:
            reply = await self._connection.request(subject, orjson.dumps(asked), PATIENCE_SECONDS, headers=headers)
        except NoRespondersError:
            raise Refusal(503, "unavailable", f"The {service} service is not running. Please try again soon.") from None
        except MaxPayloadError:
            raise Refusal(413, "too-large", "This is too large to send.") from None
        except (NatsError, TimeoutError, OSError):
            raise Refusal(
                503,
                "unavailable",
                f"The {service} service did not answer. Repeat with the same id: nothing is done twice.",
            ) from None
        try:
            return read_answer(unpack(reply.data, reply.headers))
        except (ValueError, KeyError, TypeError, OSError, EOFError, zlib.error):
            raise _not_understood(service) from None


def _not_understood(service: str) -> Refusal:
    return Refusal(
        503,
        "unreadable",
        f"The {service} service answered in a way that this one cannot read: they run different versions of Convene.",
    )

"""People who use Convene as any front end would: over HTTP alone."""

import asyncio
import itertools
import json
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp


class Unanswered(Exception):
    """The API refused; `status` and `detail` say why."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"{status}: {detail}")
        self.status = status


@dataclass
class Person:
    """Somebody with a name, an address, and once they have joined a token."""

    name: str
    email: str
    token: str = ""
    id: str = ""


class Api:
    """The HTTP API as one person or another sees it."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self._base = base
        self._run = secrets.token_hex(6)
        self._numbers = itertools.count(1)

    async def post(
        self, path: str, body: dict[str, Any], person: Person | None = None, tries: int = 20
    ) -> dict[str, Any]:
        """Post a command with an idempotency key of its own; a service that is away is asked again with the same key."""
        headers = {"Idempotency-Key": f"{self._run}-{next(self._numbers)}", **_authorization(person)}
        for left in reversed(range(tries)):
            async with self._session.post(self._base + path, json=body, headers=headers) as response:
                answer = await response.json(content_type=None)
                if response.ok:
                    found: dict[str, Any] = answer
                    return found
                if response.status not in (502, 503) or not left:
                    raise Unanswered(response.status, f"{path}: {answer.get('detail', answer)}")
            await asyncio.sleep(0.25)
        raise AssertionError("unreachable")

    async def get(self, path: str, person: Person) -> dict[str, Any]:
        async with self._session.get(self._base + path, headers=_authorization(person)) as response:
            answer = await response.json(content_type=None)
            if not response.ok:
                raise Unanswered(response.status, f"{path}: {answer.get('detail', answer)}")
            found: dict[str, Any] = answer
            return found

    async def events(self, community: str, person: Person) -> AsyncIterator[dict[str, Any]]:
        """The community's events as they happen; comes back by itself where it was cut off."""
        last = ""
        while True:
            headers = {**_authorization(person), **({"Last-Event-ID": last} if last else {})}
            try:
                async with self._session.get(
                    f"{self._base}/api/events?community={community}",
                    headers=headers,
                    timeout=aiohttp.ClientTimeout(total=None, sock_read=60),
                ) as response:
                    response.raise_for_status()
                    async for event_id, data in _stream(response):
                        last = event_id or last
                        yield data
            except (aiohttp.ClientError, TimeoutError):
                await asyncio.sleep(0.5)


async def _stream(response: aiohttp.ClientResponse) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    event_id, data = "", []
    async for raw in response.content:
        line = raw.decode().rstrip("\r\n")
        if line.startswith("id:"):
            event_id = line[3:].strip()
        elif line.startswith("data:"):
            data.append(line[5:].strip())
        elif not line:
            if data:
                yield event_id, json.loads("\n".join(data))
            event_id, data = "", []


def _authorization(person: Person | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {person.token}"} if person and person.token else {}

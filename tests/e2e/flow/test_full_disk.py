"""The disk of a whole stack is full for a while: nothing that was acknowledged is missing, and nothing needs a hand."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import nats
import orjson
import pytest
from nats.errors import TimeoutError as NothingCame
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError

from convene.doctor import Mark, examine
from convene.stack import Stack
from convene.story import play, script
from convene.story.people import Api
from shared.settings import Settings
from tests.support.small_disk import SmallDisk, small_disk

pytestmark = [pytest.mark.night, pytest.mark.timeout(300)]


class Proposer:
    """Proposes one case after the other, each once, and keeps what was answered."""

    def __init__(self, session: aiohttp.ClientSession, stack: Stack, cast: play.Cast) -> None:
        self.acknowledged: list[str] = []
        self.refused: list[tuple[int, str, str]] = []
        self._session = session
        self._url = f"{stack.settings.public_url}/api/clinics"
        self._community = cast.community
        self._token = cast[script.CONVENER].token

    async def propose(self, number: int) -> bool:
        case = {"community_id": self._community, "title": f"Case {number}", "question": "How do we hand over?"}
        headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": f"case-{number}"}
        async with self._session.post(self._url, json=case, headers=headers) as response:
            answer = await response.json(content_type=None)
            if response.ok:
                self.acknowledged.append(answer["id"])
            else:
                self.refused.append((response.status, response.headers.get("Retry-After", ""), answer["detail"]))
            return response.ok


@pytest.fixture
async def disk(tmp_path: Path) -> AsyncIterator[SmallDisk]:
    with small_disk(tmp_path / "disk", megabytes=160) as disk:
        yield disk


async def test_whoever_sends_a_command_meanwhile_is_told_and_nothing_acknowledged_is_missing(disk: SmallDisk) -> None:
    said: list[str] = []
    async with (
        Stack(disk.path, http_port=0, base=Settings(disk_free_mb=40), say=said.append) as stack,
        aiohttp.ClientSession() as session,
    ):
        cast = play.cast("example.org")
        await play.found_community(Api(session, stack.settings.public_url), cast, play.operator(stack.settings))
        proposer = Proposer(session, stack, cast)
        assert [await proposer.propose(number) for number in range(5)] == [True] * 5, proposer.refused

        disk.fill()
        await write_until_refused(stack)
        async with asyncio.timeout(60):
            last = 5
            while await proposer.propose(last):
                last += 1
        told = [finding.text for finding in await examine(stack.settings, disk.path) if finding.mark is Mark.BAD]
        assert any("disk full: 0 MB free" in text for text in told)
        assert any(text.startswith("but it can't be written to") for text in told)
        assert any(text.startswith("the clinic service is not well") for text in told)
        assert {status for status, _, _ in proposer.refused} == {503}
        assert all(retry and detail.endswith((".", "!")) for _, retry, detail in proposer.refused)

        disk.make_room()
        async with asyncio.timeout(90):
            while not await proposer.propose(last):  # with the same key, as it was told
                await asyncio.sleep(0.5)
        assert await proposer.propose(last + 1)
        proposed = await events_told(stack, "CaseProposed", proposer.acknowledged)

    assert proposed == Counter(proposer.acknowledged)
    assert "store is back" in said


async def write_until_refused(stack: Stack) -> None:
    """Something else on the machine writes, too, until the store takes no more."""
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(stack.settings.mongo_url, socketTimeoutMS=5000)
    try:
        with pytest.raises(PyMongoError):
            for number in range(300):
                await client["other"]["things"].insert_one({"_id": number, "text": "x" * 1_000_000})
    finally:
        await client.close()


async def events_told(stack: Stack, name: str, wanted: list[str], seconds: float = 90) -> Counter[str]:
    """What these events in the stream are about, each event counted once for every time it lies there."""
    client = await nats.connect(stack.settings.nats_url)
    reader = await client.jetstream().pull_subscribe(f"convene.ev.*.clinic.*.{name}", durable="look")
    found: Counter[str] = Counter()
    try:
        async with asyncio.timeout(seconds):
            while set(wanted) - set(found):
                try:
                    for message in await reader.fetch(50, timeout=1):
                        found[orjson.loads(message.data)["data"]["clinic_id"]] += 1
                        await message.ack()
                except NothingCame:
                    continue
    finally:
        await client.close()
    return found

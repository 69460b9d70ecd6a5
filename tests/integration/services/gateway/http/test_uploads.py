"""Uploads at once: a bounded number, each for a bounded time; a decoder that dies takes nobody's along."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import Request

from services.gateway.http import uploads
from shared.images import decoder, process
from tests.support.door import Reply, Web
from tests.support.pictures import blank_png, drawing


async def send(web: Web, data: Any, name: str = "Ana") -> Reply:
    path = f"/api/clinics/{web.clinic}/visual"
    return await web.call("POST", path, name, data=data, headers={"Content-Type": "image/png"}, params={"alt": "Us"})


class Slow:
    """A picture of which the rest comes when it is told to."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()

    async def parts(self) -> AsyncIterator[bytes]:
        whole = drawing()
        yield whole[:100]
        self.begun.set()
        await self.go_on.wait()
        yield whole[100:]


async def begin(web: Web, name: str) -> tuple[Slow, "asyncio.Task[Reply]"]:
    slow = Slow()
    task = asyncio.create_task(send(web, slow.parts(), name))
    await slow.begun.wait()
    return slow, task


class Arriving:
    """How many uploads the gateway is taking in."""

    def __init__(self, take: Any) -> None:
        self.count = 0
        self._take, self._changed = take, asyncio.Condition()

    async def uploaded(self, request: Request) -> Any:
        await self._change(1)
        try:
            return await self._take(request)
        finally:
            await self._change(-1)

    async def are(self, count: int) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self.count == count)

    async def _change(self, by: int) -> None:
        async with self._changed:
            self.count += by
            self._changed.notify_all()


@pytest.fixture
def arriving(monkeypatch: pytest.MonkeyPatch) -> Arriving:
    found = Arriving(uploads._uploaded)
    monkeypatch.setattr(uploads, "_uploaded", found.uploaded)
    return found


async def test_whoever_has_two_on_their_way_is_told_to_wait_and_others_are_not(web: Web, arriving: Arriving) -> None:
    begun = [await begin(web, "Ana") for _ in range(uploads.MOST_OF_ONE_PERSON)]
    await arriving.are(2)
    third = await send(web, drawing())
    assert (third.status, "on their way" in third.json["detail"]) == (429, True)
    assert (await send(web, drawing(), "Finn")).status == 200
    for slow, _ in begun:
        slow.go_on.set()
    assert {(await task).status for _, task in begun} <= {200, 409}
    assert (await send(web, drawing())).status == 200


async def test_more_than_fit_at_once_wait_and_then_are_asked_to_come_back(
    web: Web, arriving: Arriving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "WAIT_SECONDS", 0.3)
    begun = [await begin(web, name) for name in ("Ana", "Ana", "Finn", "Finn")]
    await arriving.are(uploads.MOST_AT_ONCE)
    over = await send(web, drawing(), "Gil")
    assert (over.status, over.headers["Retry-After"]) == (503, "10")
    begun[0][0].go_on.set()
    await begun[0][1]
    assert (await send(web, drawing(), "Gil")).status in (200, 403)
    for slow, task in begun[1:]:
        slow.go_on.set()
        await task


async def test_what_takes_too_long_to_arrive_is_given_up(
    web: Web, arriving: Arriving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "UPLOAD_SECONDS", 0.3)
    slow, task = await begin(web, "Ana")
    late = await task
    assert (late.status, "too long to arrive" in late.json["detail"]) == (408, True)
    await arriving.are(0)
    slow.go_on.set()


async def test_a_decoder_that_dies_is_a_422_of_its_picture_and_the_others_are_taken(
    web: Web, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "decoder.py"
    script.write_text(
        "import os, runpy, signal, sys\n"
        "if sys.stdin.buffer.peek(3).startswith(b'die'): os.kill(os.getpid(), signal.SIGSEGV)\n"
        f"runpy.run_path({decoder.__file__!r}, run_name='__main__')\n"
    )
    monkeypatch.setattr(process, "_DECODER", script)
    died, taken = await asyncio.gather(send(web, b"die" * 1_000_000), send(web, drawing(), "Finn"))
    assert (died.status, died.fields) == (422, ["image"])
    assert taken.status == 200


async def test_a_small_file_that_would_take_much_leaves_the_gateway_as_it_was(web: Web) -> None:
    data = blank_png(7000, 7000, 16, 6)
    assert len(data) < 400_000
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    before = memory("VmRSS")
    refused = await send(web, data)
    assert (refused.status, refused.fields) == (422, ["image"])
    assert memory("VmHWM") - before < 40 * 1024


def memory(what: str) -> int:
    line = next(
        splitline for splitline in Path("/proc/self/status").read_text().splitlines() if splitline.startswith(what)
    )
    return int(line.split()[1])

"""Who hangs up makes no mistake: phones do it every day."""

import asyncio
import io
import time
from urllib.parse import urlsplit

import pytest

from shared.logs import written
from shared.settings import Settings
from tests.support.door import Web

HALF = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: 5000\r\n%s\r\nab"
FORM, JSON = b"application/x-www-form-urlencoded", b"application/json"


async def hang_up(web: Web, request: bytes) -> None:
    place = urlsplit(web.address)
    _, writer = await asyncio.open_connection(place.hostname, place.port)
    writer.write(request)
    await writer.drain()
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize("what", ["sign-in", "command", "picture"])
async def test_many_that_hang_up_in_the_middle_leave_no_traceback_and_hold_up_nobody(web: Web, what: str) -> None:
    bearer = f"Authorization: Bearer {web.people.token('Ana')}\r\n".encode()
    requests = {
        "sign-in": HALF % (b"/sign-in", FORM, b""),
        "command": HALF % (f"/api/clinics/{web.clinic}/context".encode(), JSON, bearer),
        "picture": HALF % (f"/api/clinics/{web.clinic}/visual".encode(), b"image/png", bearer),
    }
    stream = io.StringIO()
    with written(Settings(log_level="debug"), stream):
        await asyncio.gather(*(hang_up(web, requests[what]) for _ in range(50)))
        # Of this process alone: others on the machine do not count.
        began = time.process_time()
        assert (await web.get("/healthz")).status == 200
        took = time.process_time() - began
    told = stream.getvalue()
    assert "Traceback" not in told
    assert "ClientDisconnect" not in told
    assert "mistake" not in told
    assert told.count("went away") <= 5
    assert took < 0.1

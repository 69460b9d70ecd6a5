"""Every kind of broken request at once: each is answered or closed, none is a mistake, and others do not notice."""

import asyncio
import io
import json
import sys
import time
from asyncio.subprocess import PIPE

from shared.logs import written
from shared.settings import Settings
from tests.support.door import Web

TIMES = 2
MISTAKE = 500


async def test_broken_requests_of_every_kind_are_no_mistakes_and_hold_up_nobody(web: Web) -> None:
    stream, slowest = io.StringIO(), 0.0
    for path in ("/", "/sign-in"):  # the first of each page is slow: its templates are read
        assert (await web.get(path)).status == 200
    with written(Settings(log_format="json", log_level="debug"), stream):
        command = (sys.executable, "-m", "tests.support.broken", web.address, str(TIMES))
        attacker = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
        printed = asyncio.ensure_future(attacker.communicate())
        while not printed.done():
            began = time.process_time()  # of this process alone: others on the machine do not count
            assert (await web.get("/healthz")).status == 200
            slowest = max(slowest, time.process_time() - began)
    statuses = json.loads((await printed)[0])
    assert {name: status for name, status in statuses.items() if status >= MISTAKE} == {}
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line for line in lines if line["level"] not in ("debug", "info")] == []
    assert [line for line in lines if "exception" in line] == []
    assert len(lines) < 50
    assert slowest < 0.1, "seconds until /healthz is answered"

"""`kill -9` of `convene up` in the middle of a clinic: the next start goes on with it, and with its countdown."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import nats
import orjson

from convene.stack.record import Record
from convene.story import play, script
from convene.story.people import Api
from shared.clock import RunningClock, clock_of
from shared.settings import Settings
from tests.e2e.convene.test_up import running
from tests.support.tale import forget_what_time_changes

SPEED = 60.0
"""A minute of a step takes a second."""
ALL = "community+clinic+trips+scheduler+notify+gateway"
STEP_MINUTES = 10


async def acting[T](data: Path, act: Callable[[Api, play.Cast], Awaitable[T]], cast: play.Cast) -> T:
    """Do something over HTTP with the stack that runs on this folder."""
    async with aiohttp.ClientSession() as session:
        return await act(Api(session, Record.read(data / "stack.json").urls["web"]), cast)


def clock_in(data: Path) -> RunningClock:
    record = Record.read(data / "stack.json")
    return clock_of(Settings(clock_speed=record.clock_speed, clock_origin=record.clock_origin))


def test_a_running_clinic_goes_on_with_its_deadline_and_its_countdown(tmp_path: Path) -> None:
    cast = play.cast("example.org")
    facilitator = cast[script.CONVENER]

    async def begin(api: Api, cast: play.Cast) -> dict[str, Any]:
        await play.found_community(api, cast, play.operator(Settings(keys_dir=tmp_path / "keys")))
        case = {"community_id": cast.community, "title": script.TITLE, "question": script.QUESTION}
        cast.clinic = (await api.post("/api/clinics", case, facilitator))["id"]
        starts = play.wall(clock_in(tmp_path).now() + timedelta(days=1))
        body = {"starts": starts, "facilitator_id": facilitator.id, "minutes": {"context": STEP_MINUTES}}
        await api.post(f"/api/clinics/{cast.clinic}/schedule", body, facilitator)
        await api.post(f"/api/clinics/{cast.clinic}/start", {}, facilitator)
        await api.post(f"/api/clinics/{cast.clinic}/context", {"text": script.PURPOSE}, facilitator)
        return await api.get(f"/api/clinics/{cast.clinic}", facilitator)

    async def look(api: Api, cast: play.Cast) -> dict[str, Any]:
        return await api.get(f"/api/clinics/{cast.clinic}", facilitator)

    with running(tmp_path, "--processes", ALL, "--speed", f"{SPEED:g}") as (process, _):
        before = asyncio.run(acting(tmp_path, begin, cast))
        seen = time.monotonic()
        process.kill()
        process.wait()
    with running(tmp_path, "--processes", ALL):
        after, asked = asyncio.run(acting(tmp_path, look, cast)), time.monotonic()
        rang = asyncio.run(rung(tmp_path))

    ends = datetime.fromisoformat(context_of(before)["ends_at"])
    assert ends == datetime.fromisoformat(context_of(before)["started_at"]) + timedelta(minutes=STEP_MINUTES)
    told = datetime.fromisoformat(after.pop("now")), datetime.fromisoformat(before.pop("now"))
    for view in (before, after):
        forget_what_time_changes(view)
    # On a slow machine people are warned meanwhile that the step ends; nothing else may have happened.
    assert after.pop("version") - before.pop("version") in (0, 1)
    assert after == before
    # The countdown is what is left between `now` and `ends_at`: it went on at its speed while everything was dead.
    passed = (told[0] - told[1]).total_seconds() / SPEED
    assert abs(passed - (asked - seen)) < 1.5
    assert rang == ends


def context_of(view: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(step for step in view["steps"] if step["name"] == "context")
    return found


async def rung(data: Path) -> datetime:
    """When the step that was first up was due, as every subscriber hears it, in time or later."""
    bus = await nats.connect(f"nats://127.0.0.1:{Record.read(data / 'stack.json').ports['NATS']}")
    try:
        heard = await bus.jetstream().subscribe("convene.ev.*.scheduler.*.StepTimeUp", ordered_consumer=True)
        event = orjson.loads((await heard.next_msg(timeout=60)).data)
    finally:
        await bus.close()
    due = datetime.fromisoformat(event["data"]["due_at"])
    assert datetime.fromisoformat(event["time"]) >= due
    return due

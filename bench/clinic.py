"""Convene's own clinic service, as the commands rows drive it."""

import secrets
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson

from bench.load import Target
from bench.world import World
from convene.stack import Stack
from shared.bus.subjects import Subjects
from shared.clock import clock_of
from shared.contracts import clinic as c
from shared.contracts.clinic import StepName

BEFORE_ADVICE: tuple[StepName, ...] = ("context", "understanding", "related_experience")


@asynccontextmanager
async def running() -> AsyncIterator[Target]:
    """The real clinic service, with one clinic in its advice step, for as long as the block lasts.

    The embedded stack runs it in a process of its own, on fresh servers (the store synced at each commit, as the
    baselines have it), beside the community service, which knows who belongs. Everything is stopped, and its folder
    gone, when the block ends.
    """
    with tempfile.TemporaryDirectory(prefix="convene-bench-") as name:
        async with Stack(Path(name), [["community"], ["clinic"]], http_port=0) as stack:
            world = await World.open(stack.settings, clock_of(stack.settings))
            await world.found_community()
            clinic = await world.begin_clinic("Under load", {})
            for step in BEFORE_ADVICE:
                await world.send(world.facilitator, c.AdvanceStep(clinic_id=clinic, from_step=step))
            token = world.token(world.guest)
            await world.connection.close()
            subjects = Subjects(stack.settings.bus_prefix)
            yield Target(
                nats_url=stack.settings.nats_url,
                subject=subjects.command(c.GiveAdvice),
                requests="bench.clinic:Advice",
                arguments={"clinic": clinic, "token": token},
                stream=subjects.events_stream,
                connect={},
            )


class Advice:
    """Distinct pieces of advice for one clinic, signed by one member."""

    def __init__(self, clinic: str, token: str) -> None:
        self._clinic = clinic
        self._token = token
        self._run = secrets.token_hex(4)

    def body(self, number: int) -> bytes:
        text = f"In a similar position I walked the floor for a week first, and then asked again. ({number})"
        data = {"clinic_id": self._clinic, "text": text}
        return orjson.dumps({"id": f"{self._run}-{number}", "token": self._token, "data": data})

    def headers(self, _: int) -> dict[str, str] | None:
        return None

    def problem(self, reply: bytes) -> str | None:
        """None for an accepted one, else why it was not."""
        answer: dict[str, Any] = orjson.loads(reply)
        return None if "ok" in answer else str(answer)

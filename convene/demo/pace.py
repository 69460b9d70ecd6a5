"""How fast the demo's clock may run on this machine: where everything takes longer, people need more time to act."""

import asyncio
import sys
import time
from asyncio.subprocess import DEVNULL

FASTEST = 50_000.0
"""A day in 1.73 s: the four weeks of the stories in less than a minute."""
SLOWEST = 5_000.0
USUAL_SECONDS = 3.0
"""What loading the services takes in two processes at once, where two cores have nothing else to do."""
LOADS = "import services.gateway.app, services.clinic.app"
STORY_DAYS = 30


async def seconds_to_load() -> float:
    """How long this machine takes for that now, whatever else it does besides."""
    began = time.monotonic()
    await asyncio.gather(_load(), _load())
    return time.monotonic() - began


async def _load() -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", LOADS, stdout=DEVNULL, stderr=DEVNULL)
    await process.wait()


def speed_for(seconds: float) -> float:
    """As much slower than usual as loading took longer than usual, within bounds."""
    return round(max(SLOWEST, min(FASTEST, FASTEST * USUAL_SECONDS / seconds)), -2)


def patience_at(speed: float) -> float:
    """Real seconds within which what should happen does; more where the machine is slower."""
    return 30.0 * max(1.0, FASTEST / speed)


def told(speed: float) -> str:
    """What to say of it before it begins."""
    if speed >= FASTEST:
        return f"{speed:,.0f} times as fast as life"
    minutes = max(1, round(STORY_DAYS * 86400 / speed / 60))
    return f"{speed:,.0f} times as fast as life, for this machine is slow or busy now: it takes some {minutes} minutes"


def advice(speed: float) -> str:
    """What to try where something did not come in time."""
    return f"if this machine is slow or busy, give it more time: `convene demo --speed {max(1000.0, speed / 3):.0f}`"

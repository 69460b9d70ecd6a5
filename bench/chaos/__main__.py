"""`python -m bench.chaos`: a minute of kills, then the count, then the loss of the whole bus; written to build/chaos.json."""

import argparse
import asyncio
import itertools
import json
import shutil
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import uvloop

from bench.chaos.listener import Listener
from bench.chaos.verdict import Journals, doubled, holes, lost_commands, lost_events
from bench.chaos.writers import STEPS, write
from bench.world import World
from convene.stack import Stack
from shared.bus.subjects import Subjects
from shared.clock import clock_of

PROCESSES = [["gateway"], ["community"], ["clinic"], ["trips"], ["scheduler"], ["notify"]]
SPEED = 60.0
"""A step's minute takes a second."""
WRITERS = 8
TIMERS = 40
QUIET_SECONDS = 90.0
OUT = Path("build/chaos.json")


def say(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {line}", flush=True)


async def chaos(seconds: float, kills: int) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="convene-chaos-"))
    try:
        result = await _minute_of_kills(folder, seconds, kills)
        result["healed_after_bus_wipe"] = await _after_the_bus_was_wiped(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return result


async def _minute_of_kills(folder: Path, seconds: float, kills: int) -> dict[str, Any]:
    async with Stack(folder, PROCESSES, speed=SPEED, http_port=0, say=say) as stack:
        assert stack.postbox is not None
        world = await World.open(stack.settings, clock_of(stack.settings))
        listener = Listener(world.connection, Subjects(stack.settings.bus_prefix))
        listening = asyncio.create_task(listener.listen())
        await world.found_community()
        say(f"{TIMERS} clinics whose first step ends while things die, and {WRITERS} writers")
        waiting = await asyncio.gather(
            *(
                world.begin_clinic(
                    f"Timer {number}", {**dict.fromkeys(STEPS, 5), "context": 1 + number * int(seconds) // TIMERS}
                )
                for number in range(TIMERS)
            )
        )
        stop = asyncio.Event()
        writers = [asyncio.create_task(write(world, number, stop)) for number in range(WRITERS)]
        killed = await _kill_in_turn(stack, seconds, kills)
        stop.set()
        answered = sum(await asyncio.gather(*writers))
        say(f"{answered} commands answered, {killed} kills; waiting for everything to come to rest")
        journals = await _at_rest(stack, listener, waiting)
        twice = doubled(journals, stack.postbox)
        rung = {ring["topic"] for ring in journals.of_type("StepTimeUp")}
        result = {
            "kills": killed,
            "acked": len(world.acknowledged),
            "lost": lost_commands(journals, world.acknowledged) + lost_events(journals, listener) + holes(journals),
            "doubled": sum(twice.values()),
            "out_of_order": listener.out_of_order(),
            "timers_lost": len(set(waiting) - rung),
            "events": len(journals.events()),
            "mails": len(stack.postbox.mails),
            "doubled_by_kind": twice,
        }
        listening.cancel()
        # What is left for after the bus is lost: a timer that is armed, and commands nobody may have published yet.
        await world.begin_clinic("Pending", {**dict.fromkeys(STEPS, 5), "context": 40})
        _kill(stack, "nats")
        await world.connection.close()
    return result


async def _kill_in_turn(stack: Stack, seconds: float, kills: int) -> int:
    targets = itertools.cycle(
        [*[name for name in stack.children if name != "nats"][:3], "nats", *list(stack.children)[3:]]
    )
    pause, killed, ends = seconds / kills, 0, time.monotonic() + seconds
    while time.monotonic() < ends:
        await asyncio.sleep(pause)
        killed += _kill(stack, next(targets))
    return killed


def _kill(stack: Stack, name: str) -> int:
    pid = stack.children[name].pid
    if pid is None:
        return 0
    with suppress(psutil.NoSuchProcess):
        psutil.Process(pid).kill()
        say(f"kill -9 {name}")
        return 1
    return 0


async def _at_rest(stack: Stack, listener: Listener, waiting: list[str]) -> Journals:
    """Wait until nothing new appears, everything was heard and every timer rang; or until patience ends."""
    ends = time.monotonic() + QUIET_SECONDS
    before, journals = -1, Journals()
    while time.monotonic() < ends:
        await asyncio.sleep(2)
        with suppress(Exception):
            journals = await Journals.read(stack.settings)
            rung = {ring["topic"] for ring in journals.of_type("StepTimeUp")}
            still = len(journals.commits) == before
            before = len(journals.commits)
            if still and not lost_events(journals, listener) and set(waiting) <= rung:
                break
    return journals


async def _after_the_bus_was_wiped(folder: Path) -> bool:
    """Start again without the JetStream folder: are the events there again, and does the pending timer ring?"""
    stack = Stack(folder, PROCESSES, http_port=0, say=say)
    shutil.rmtree(stack.folder.nats / "jetstream", ignore_errors=True)
    say("the bus has lost everything; starting again")
    async with stack:
        world = await World.open(stack.settings, clock_of(stack.settings))
        listener = Listener(world.connection, Subjects(stack.settings.bus_prefix), name="chaos_listener_2")
        listening = asyncio.create_task(listener.listen())
        started = {
            event["clinic_id"]
            for event in (await Journals.read(stack.settings)).of_type("ClinicStepStarted")
            if event["minutes"] == 40
        }
        journals = await _at_rest(stack, listener, list(started))
        rung = {ring["topic"] for ring in journals.of_type("StepTimeUp")}
        missing = lost_events(journals, listener)
        say(f"{len(listener.heard)} events are back, {missing} are missing; pending timer rang: {started <= rung}")
        listening.cancel()
        await world.connection.close()
        return bool(started) and started <= rung and not missing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--kills", type=int, default=24)
    options = parser.parse_args()
    result = uvloop.run(chaos(options.seconds, options.kills))
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))
    good = not (result["lost"] or result["doubled"] or result["out_of_order"] or result["timers_lost"])
    sys.exit(0 if good and result["healed_after_bus_wipe"] else 1)


if __name__ == "__main__":
    main()

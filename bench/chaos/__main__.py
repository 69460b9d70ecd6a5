"""`python -m bench.chaos`: a minute of kills, then the count, the loss of the whole bus, a bus and a store put back.

Written to build/chaos.json.
"""

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import uvloop

from bench.chaos.killing import kill, kill_in_turn
from bench.chaos.listener import Listener
from bench.chaos.put_back import PutBack
from bench.chaos.rest import at_rest, mails_of, rung, within
from bench.chaos.verdict import Journals, doubled, lost
from bench.chaos.writers import STEPS, Writers
from bench.world import NeverAnsweredError, Refused, World
from convene.stack import Stack, StackError
from shared.bus.subjects import Subjects
from shared.clock import clock_of

PROCESSES = [["gateway"], ["community"], ["clinic"], ["trips"], ["scheduler"], ["notify"]]
SPEED = 60.0
"""A step's minute takes a second."""
WRITERS = 8
TIMERS = 40
PENDING_MINUTES = 60
LAST_ANSWERS_SECONDS = 100.0
OUT = Path("build/chaos.json")


def say(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {line}", flush=True)


async def chaos(seconds: float, kills: int) -> dict[str, Any]:
    """All of it. Raises `TimeoutError` or `NeverAnsweredError` where something never heals."""
    folder = Path(tempfile.mkdtemp(prefix="convene-chaos-"))
    try:
        async with asyncio.timeout(4 * seconds + 900):
            result = await _minute_of_kills(folder, seconds, kills)
            result["healed_after_bus_wipe"] = await _after_the_bus_was_wiped(folder)
            put_back = PutBack(folder, PROCESSES, seconds, say)
            result["healed_after_bus_rollback"] = await put_back.bus()
            result["healed_after_store_rollback"] = await put_back.store()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return result


async def _minute_of_kills(folder: Path, seconds: float, kills: int) -> dict[str, Any]:
    async with Stack(folder, PROCESSES, speed=SPEED, http_port=0, say=say) as stack:
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
        stop, writers = asyncio.Event(), Writers(world, say)
        writing = [asyncio.create_task(writers.write(number, stop)) for number in range(WRITERS)]
        killed = await kill_in_turn(stack.children, seconds, kills, say)
        stop.set()
        await within(LAST_ANSWERS_SECONDS, "The last commands", writing)
        say(f"{len(world.acknowledged)} commands acknowledged, {killed.total()} kills; waiting for everything to rest")
        journals = await at_rest(stack, listener.heard, waiting, say)
        mails = mails_of(stack)
        missing = lost(journals, world.acknowledged, listener.heard, mails)
        missing += Counter({"commands that were refused": len(writers.refused)})
        for kind, count in missing.items():
            say(f"LOST: {count} {kind}")
        twice = doubled(journals, mails)
        result = {
            "kills": killed.total(),
            "acked": len(world.acknowledged),
            "lost": missing.total(),
            "doubled": sum(twice.values()),
            "out_of_order": listener.heard.out_of_order(),
            "timers_lost": len(set(waiting) - rung(journals)),
            "events": len(journals.events()),
            "mails": len(mails),
            "doubled_by_kind": twice,
        }
        listening.cancel()
        # What is left for after the bus is lost: a timer that is armed, and commands nobody may have published yet.
        await world.begin_clinic("Pending", {**dict.fromkeys(STEPS, 5), "context": PENDING_MINUTES})
        await kill(stack.children["nats"])
        await world.connection.close()
    return result


async def _after_the_bus_was_wiped(folder: Path) -> bool:
    """Start again without the JetStream folder: are the events there again, and does the pending timer ring?"""
    stack = Stack(folder, PROCESSES, http_port=0, say=say)
    shutil.rmtree(stack.folder.nats / "jetstream")
    say("the bus has lost everything; starting again")
    async with stack:
        world = await World.open(stack.settings, clock_of(stack.settings))
        listener = Listener(world.connection, Subjects(stack.settings.bus_prefix), name="chaos_listener_2")
        listening = asyncio.create_task(listener.listen())
        journals = await Journals.read(stack.settings)
        pending = {
            event["clinic_id"] for event in journals.of_type("ClinicStepStarted") if event["minutes"] == PENDING_MINUTES
        }
        if not pending or pending & rung(journals):
            say(f"of {len(pending)} pending timers, {len(pending & rung(journals))} rang too early to prove anything")
            return False
        journals = await at_rest(stack, listener.heard, pending, say)
        mails = mails_of(stack)
        missing, twice = lost(journals, [], listener.heard, mails), sum(doubled(journals, mails).values())
        rang = pending <= rung(journals)
        say(f"{len(listener.heard.first)} events are back; pending timer rang: {rang}")
        say(f"{missing.total()} lost, {twice} doubled although every event came again")
        listening.cancel()
        await world.connection.close()
        return rang and not missing and not twice


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--kills", type=int, default=24)
    options = parser.parse_args()
    OUT.unlink(missing_ok=True)  # a run that does not end must not leave an earlier verdict behind
    try:
        result = uvloop.run(chaos(options.seconds, options.kills))
    except (TimeoutError, NeverAnsweredError, Refused, StackError) as error:
        sys.exit(f"Not healed: {error or 'it took too long'}")
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))
    good = not (result["lost"] or result["doubled"] or result["out_of_order"] or result["timers_lost"])
    sys.exit(0 if good and all(value for name, value in result.items() if name.startswith("healed")) else 1)


if __name__ == "__main__":
    main()

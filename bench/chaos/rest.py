"""Waiting until everything has come to rest after the kills; or until patience ends, and the count is what it is."""

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

from bench.chaos.listener import Heard
from bench.chaos.verdict import Journals, lost
from convene.stack.postbox_items import Mail, read_back
from convene.stack.supervisor import Stack

PATIENCE_SECONDS = 90.0
LOOK_SECONDS = 2.0
EVERY_MAIL = 1_000_000


def mails_of(stack: Stack) -> list[Mail]:
    """Every mail that was taken, as it lies in the folder: the postbox itself remembers only the last ones."""
    return read_back(stack.folder.postbox, EVERY_MAIL)[0]


def rung(journals: Journals) -> set[str]:
    """The clinics in which a step's time was told to be up."""
    return {ring["topic"] for ring in journals.of_type("StepTimeUp")}


async def at_rest(
    stack: Stack, heard: Heard, waiting: Iterable[str], say: Callable[[str], None], apart_from: str = ""
) -> Journals:
    """The journals, once nothing new appears, nothing is missing (`apart_from` is no reason to wait), and every timer rang."""
    ends, before, journals = time.monotonic() + PATIENCE_SECONDS, -1, Journals()
    while time.monotonic() < ends:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                journals = await Journals.read(stack.settings)
        except Exception as error:
            say(f"the journals can't be read yet: {repr(error)[:100]}")
            continue
        still, before = len(journals.commits) == before, len(journals.commits)
        missing = lost(journals, [], heard, mails_of(stack))
        missing.pop(apart_from, None)
        timers = len(set(waiting) - rung(journals))
        if still and not missing and not timers:
            return journals
        doing = [f"{count} {kind} missing" for kind, count in missing.items()]
        say(
            f"{before} commits; "
            + (", ".join([*doing, *([f"{timers} timers to ring"] if timers else [])]) or "still growing")
        )
    say(f"not at rest after {PATIENCE_SECONDS:.0f} s; counting what there is")
    return journals


async def within(seconds: float, doing: str, tasks: Iterable["asyncio.Task[None]"]) -> None:
    """Wait for these tasks. Raises what one of them raises, and `TimeoutError` where they do not end in time."""
    tasks = list(tasks)
    try:
        async with asyncio.timeout(seconds):
            await asyncio.gather(*tasks)
    except TimeoutError:
        raise TimeoutError(f"{doing} did not end within {seconds:.0f} s") from None
    finally:
        for task in tasks:
            task.cancel()
        with suppress(Exception):
            await asyncio.gather(*tasks, return_exceptions=True)

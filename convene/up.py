"""`convene up`: the whole of Convene on this machine, until somebody stops it."""

import asyncio
from collections.abc import Callable

from convene.loops import stop_on_signals
from convene.stack import Stack

Say = Callable[[str], None]


async def up(stack: Stack, say: Say) -> None:
    """Start the stack, say where it is reachable, and stop it in good order when asked to. Raises `StackError`."""
    stop = stop_on_signals(again=stack.hurry)
    if not await _started(stack, stop):
        return
    try:
        for line in where(stack):
            say(line)
        await stop.wait()
        say("Stopping (Ctrl-C again stops at once) ...")
    finally:
        await stack.__aexit__(None, None, None)
    say("Stopped. What was written is in " + str(stack.folder.path))


async def _started(stack: Stack, stop: asyncio.Event) -> bool:
    """Whether the stack got ready before somebody asked it to stop."""
    starting = asyncio.create_task(stack.__aenter__())
    asked = asyncio.create_task(stop.wait())
    await asyncio.wait({starting, asked}, return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    if starting.done():
        starting.result()
        return True
    starting.cancel()
    await asyncio.wait({starting})
    # It may have got ready at the very moment it was told to give up; then it has to be stopped like any other.
    return not starting.cancelled() and starting.exception() is None


def where(stack: Stack) -> list[str]:
    """What to say when everything runs."""
    settings = stack.settings
    lines = ["", f"Convene is ready:      {settings.public_url}"]
    if stack.postbox:
        lines.append(f"Mails and chat posts:  {stack.postbox.http_url} (nothing is sent out)")
        lines.append(f"Chat posts go to:      {stack.postbox.chat_url}/...")
    if "nats" in stack.children:
        lines.append(f"Message bus:           {settings.nats_url}")
    if settings.clock_speed != 1:
        lines.append(f"Clock:                 {settings.clock_speed:g} times as fast as real time")
    return [*lines, f"Data and logs:         {stack.folder.path}", "Ctrl-C stops it.", ""]

"""`kill -9`, process after process, again and again."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Protocol

import psutil

POLL_SECONDS = 0.02


class Killable(Protocol):
    """A process that is started again when it dies."""

    @property
    def pid(self) -> int | None: ...


async def kill_in_turn(
    children: Mapping[str, Killable], seconds: float, kills: int, say: Callable[[str], None]
) -> Counter[str]:
    """So many kills, evenly over so many seconds, each child in turn; how often each was killed.

    A child that is not there when its turn comes, because it is being started again, is waited for: none is spared.
    """
    loop = asyncio.get_running_loop()
    began, killed = loop.time(), Counter[str]()
    for number, name in zip(range(1, kills + 1), itertools.cycle(children), strict=False):
        await asyncio.sleep(began + number * seconds / kills - loop.time())
        if await kill(children[name], seconds):
            killed[name] += 1
            say(f"{number:>3}/{kills}  kill -9 {name}")
        else:
            say(f"{number:>3}/{kills}  {name} did not come back to be killed")
    return killed


async def kill(child: Killable, patience: float = 10.0) -> bool:
    """Kill it, as soon as it is there; whether it was, within so many seconds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(patience):
            while True:
                pid = child.pid
                with suppress(psutil.NoSuchProcess):
                    if pid is not None:
                        psutil.Process(pid).kill()
                        return True
                await asyncio.sleep(POLL_SECONDS)
    return False

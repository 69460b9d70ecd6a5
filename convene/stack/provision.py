"""Runs `convene provision` once, as a process of its own that takes its memory along when it ends."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL
from contextlib import suppress
from pathlib import Path

from convene.stack.child import LEASH, TAIL_LINES, open_log
from convene.stack.environment import environment_of
from shared.settings import Settings


async def provision_once(settings: Settings, log: Path) -> str:
    """See to it that the bus has its streams and consumers; why not, or nothing where it has."""
    with open_log(log) as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-S", str(LEASH), str(os.getpid())),
            *(sys.executable, "-m", "convene.provision"),
            stdin=DEVNULL, stdout=output, stderr=output, env=environment_of(settings), start_new_session=True,
        )  # fmt: skip
    try:
        if await process.wait() == 0:
            return ""
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return _end_of(log)


def _end_of(log: Path) -> str:
    return "\n  ".join(log.read_text(errors="replace").splitlines()[-TAIL_LINES:])

"""Runs a process for each picture, a bounded number at once: one that takes too long, or dies, takes nothing along."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import structlog

from shared.domain import Refusal

log = structlog.get_logger(__name__)

MOST_WAITING = 16
PATIENCE_SECONDS = 30.0
"""For one picture. The process itself is bounded in seconds of the processor, which on a busy machine take longer."""
_DECODER = Path(__file__).with_name("decoder.py")
_KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH")
"""What the process gets of the environment: others of its variables may be secrets."""


class DecoderSlot:
    """One picture at a time in each event loop: decoding the largest takes 150 MB."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(1)
        self._waiting = 0

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[None]:
        if self._waiting >= MOST_WAITING:
            raise Refusal(503, "busy", "Many pictures come at once. Please try again soon.", retry_after=10)
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._free.release()


_slots: "WeakKeyDictionary[asyncio.AbstractEventLoop, DecoderSlot]" = WeakKeyDictionary()


async def decoded(data: bytes, largest: int) -> tuple[dict[str, Any], bytes]:
    """What `decoder` tells of these bytes, and the bytes of what it made; `{"beyond": ...}` also where it died."""
    async with _slots.setdefault(asyncio.get_running_loop(), DecoderSlot()).hold():
        code, out = await _run(data, largest)
    if code:
        log.warning("the process that decodes pictures ended early", code=code, bytes=len(data))
        return {"beyond": "time" if code == -signal.SIGXCPU else "repair"}, b""
    answer, _, made = out.partition(b"\n")
    return json.loads(answer), made


async def _run(data: bytes, largest: int) -> tuple[int, bytes]:
    """How the process ended, as `subprocess` tells it, and what it said."""
    # -I: nothing of what lies around it is imported but what is installed.
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", str(_DECODER), str(largest)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ},
    )
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            out, _ = await process.communicate(data)
    except TimeoutError:
        return -signal.SIGXCPU, b""
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return process.returncode or 0, out

import asyncio
import sys
from pathlib import Path

import psutil
import pytest

from bench import children
from bench.children import ChildFailedError, child

WAITS_FOR_EVER = "import signal; print('here', flush=True); signal.pause()"
REFUSES_TO_STOP = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {WAITS_FOR_EVER}"


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


async def test_a_child_runs_while_the_block_lasts(tmp_path: Path) -> None:
    async with child("quiet", python(WAITS_FOR_EVER), tmp_path) as this_child:
        await this_child.until_printed("here")
        assert psutil.pid_exists(this_child.process.pid)
    assert not psutil.pid_exists(this_child.process.pid)


async def test_a_child_that_ignores_the_request_to_stop_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "STOP_WITHIN", 0.1)
    async with child("stubborn", python(REFUSES_TO_STOP), tmp_path) as this_child:
        await this_child.until_printed("here")
    assert not psutil.pid_exists(this_child.process.pid)


async def test_a_child_is_stopped_when_the_run_is_cancelled(tmp_path: Path) -> None:
    pids: asyncio.Queue[int] = asyncio.Queue()

    async def run() -> None:
        async with child("quiet", python(WAITS_FOR_EVER), tmp_path) as this_child:
            await this_child.until_printed("here")
            pids.put_nowait(this_child.process.pid)
            await asyncio.Event().wait()

    task = asyncio.create_task(run())
    pid = await pids.get()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not psutil.pid_exists(pid)


async def test_a_child_that_ends_too_early_is_quoted(tmp_path: Path) -> None:
    async with child("broken", python("raise SystemExit('no disk')"), tmp_path) as this_child:
        with pytest.raises(ChildFailedError, match="broken ended with code 1: no disk"):
            await this_child.until_printed("here")


async def test_a_child_that_never_becomes_ready_is_quoted(tmp_path: Path) -> None:
    async with child("slow", python(WAITS_FOR_EVER), tmp_path) as this_child:
        await this_child.until_printed("here")

        async def never() -> bool:
            return False

        with pytest.raises(ChildFailedError, match=r"slow was not ready within 0\.1 s: here"):
            await this_child.until(never, within=0.1)

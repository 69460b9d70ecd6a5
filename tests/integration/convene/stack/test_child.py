import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest

from convene.stack.child import Child
from convene.stack.errors import ChildFailedError
from convene.stack.plan import Patience, Plan

HURRIED = Patience(ready=10, stop=5, first_wait=0.01, between_checks=0.01)
SERVE = "import pathlib, signal, sys; pathlib.Path(sys.argv[1]).touch(); signal.pause()"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + SERVE

Make = Callable[..., Child]


@pytest.fixture
async def said() -> list[str]:
    return []


@pytest.fixture
async def make(tmp_path: Path, said: list[str]) -> AsyncIterator[Make]:
    """Makes children that run some Python, and stops them at the end."""
    children: list[Child] = []

    def make(code: str, patience: Patience = HURRIED) -> Child:
        mark = tmp_path / "ready"

        async def ready() -> bool:
            return mark.exists()

        command = [sys.executable, "-S", "-c", code, str(mark)]
        plan = Plan("echo", command, ready, prepare=lambda: mark.unlink(missing_ok=True), patience=patience)
        children.append(Child(plan, tmp_path / "echo.log", said.append))
        return children[-1]

    yield make
    for child in children:
        await child.stop()


async def test_a_child_that_started_is_ready_and_runs(make: Make) -> None:
    child = make(SERVE)
    await child.start()

    assert child.pid and psutil.pid_exists(child.pid)


async def test_a_child_that_was_killed_comes_back_and_says_so(make: Make, said: list[str]) -> None:
    child = make(SERVE)
    await child.start()
    first = child.pid
    assert first
    os.kill(first, signal.SIGKILL)
    await child.back(restarts=0)

    assert child.pid not in {None, first}
    assert child.restarts == 1
    assert "echo ended (killed by SIGKILL); starting it again in 0.01 s" in said[0]
    assert said[1] == "echo is back"


async def test_a_child_that_dies_again_and_again_is_waited_for_longer_each_time(make: Make, said: list[str]) -> None:
    child = make(SERVE)
    await child.start()
    for restarts in range(3):
        assert child.pid
        os.kill(child.pid, signal.SIGKILL)
        await child.back(restarts)

    waits = [line.split(" in ")[1].split(" s ")[0] for line in said if "starting it again" in line]
    assert waits == ["0.01", "0.02", "0.04"]


async def test_a_child_that_cannot_start_says_why_with_the_end_of_its_log(make: Make) -> None:
    child = make("import sys; print('no such folder: /nowhere'); sys.exit(3)")

    with pytest.raises(
        ChildFailedError, match=r"(?s)echo ended \(exit code 3\) while starting.*no such folder: /nowhere"
    ):
        await child.start()
    assert child.pid is None


async def test_a_program_that_is_not_there_is_told(tmp_path: Path, said: list[str]) -> None:
    async def ready() -> bool:
        return False

    child = Child(Plan("echo", ["/no/such/program"], ready), tmp_path / "echo.log", said.append)

    with pytest.raises(ChildFailedError, match="/no/such/program"):
        await child.start()


async def test_a_child_that_never_gets_ready_is_ended(make: Make) -> None:
    child = make("import signal; signal.pause()", Patience(ready=0.2, between_checks=0.01))

    with pytest.raises(ChildFailedError, match="did not get ready in time"):
        await child.start()
    assert child.pid is None


async def test_a_stopped_child_is_gone_and_stays_gone(make: Make, said: list[str]) -> None:
    child = make(SERVE)
    await child.start()
    process = psutil.Process(child.pid)
    await child.stop()

    assert not process.is_running()
    assert (child.restarts, said) == (0, [])


async def test_a_child_that_ignores_the_wish_to_stop_is_killed(make: Make, said: list[str]) -> None:
    child = make(STUBBORN, Patience(stop=0.1, between_checks=0.01))
    await child.start()
    process = psutil.Process(child.pid)
    await child.stop()

    assert not process.is_running()
    assert said == ["echo did not stop when asked and is killed"]


async def test_who_is_in_a_hurry_does_not_wait_for_a_stubborn_child(make: Make) -> None:
    child = make(STUBBORN, Patience(stop=600, between_checks=0.01))
    await child.start()
    stopping = asyncio.create_task(child.stop())
    child.hurry()

    async with asyncio.timeout(10):
        await stopping


async def test_a_child_can_be_stopped_while_it_starts(make: Make) -> None:
    child = make("import signal; signal.pause()")
    starting = asyncio.create_task(child.start())
    await asyncio.sleep(0)  # let it begin
    await child.stop()

    assert child.pid is None
    with pytest.raises(asyncio.CancelledError):
        await starting


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_a_child_dies_with_its_parent_however_that_dies(tmp_path: Path) -> None:
    leash = Path(sys.modules[Child.__module__].__file__ or "").with_name("leash.py")
    parent_code = (
        "import os, signal, subprocess, sys\n"
        f"leash = [sys.executable, '-I', '-S', {str(leash)!r}, str(os.getpid())]\n"
        "code = 'import signal; print(\"up\", flush=True); signal.pause()'\n"
        "child = subprocess.Popen([*leash, sys.executable, '-S', '-c', code], start_new_session=True)\n"
        "print(child.pid, flush=True)\n"
        "signal.pause()\n"
    )
    with subprocess.Popen([sys.executable, "-S", "-c", parent_code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        lines = {parent.stdout.readline().strip(), parent.stdout.readline().strip()}
        child = psutil.Process(int((lines - {"up"}).pop()))
        parent.kill()
        parent.wait()
    _, alive = psutil.wait_procs([child], timeout=5)

    orphans = [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]
    for orphan in orphans:
        orphan.kill()
    assert orphans == []

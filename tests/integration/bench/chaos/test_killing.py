"""Every process is killed in turn, none is spared."""

import asyncio
import sys
from collections.abc import AsyncIterator

import pytest

from bench.chaos.killing import kill, kill_in_turn

SLEEPS = [sys.executable, "-S", "-c", "import signal; signal.pause()"]


class Undying:
    """A process that is started again a moment after it dies."""

    def __init__(self) -> None:
        self.codes: list[int] = []
        self._process: asyncio.subprocess.Process | None = None
        self._task = asyncio.create_task(self._live())

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.returncode is None else None

    async def _live(self) -> None:
        while True:
            self._process = await asyncio.create_subprocess_exec(*SLEEPS)
            self.codes.append(await self._process.wait())

    async def end(self) -> None:
        self._task.cancel()
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


@pytest.fixture
async def children() -> AsyncIterator[dict[str, Undying]]:
    found = {name: Undying() for name in ("bus", "store", "clinic")}
    yield found
    for undying in found.values():
        await undying.end()


async def test_every_child_has_its_turn_again_and_again(children: dict[str, Undying]) -> None:
    said: list[str] = []
    killed = await kill_in_turn(children, seconds=0.8, kills=8, say=said.append)
    assert killed == {"bus": 3, "store": 3, "clinic": 2}
    assert [line.rpartition(" ")[2] for line in said[:4]] == ["bus", "store", "clinic", "bus"]
    for name, child in children.items():
        assert child.codes[: killed[name] - 1] == [-9] * (killed[name] - 1)


async def test_a_child_that_is_being_started_again_is_waited_for(children: dict[str, Undying]) -> None:
    assert await kill(children["bus"])
    assert await kill(children["bus"])


async def test_a_child_that_never_comes_back_is_not_counted_and_does_not_hold_up_the_others() -> None:
    class Gone:
        pid = None

    said: list[str] = []
    killed = await kill_in_turn({"gone": Gone()}, seconds=0.1, kills=2, say=said.append)
    assert killed.total() == 0
    assert "did not come back" in said[0]

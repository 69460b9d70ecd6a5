"""A bus, a store and a gateway that a test may kill and start again, with what they had or without."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from convene.stack.environment import environment_of
from shared.settings import Settings
from tests.support.servers import BIN, bus_answers, free_port, ready, store_answers


class Killable:
    """One server: `kill` is kill -9, `start` continues with the same folder and port."""

    def __init__(
        self,
        log: Path,
        data: Path,
        command: list[str],
        url: str,
        answers: Callable[[], Awaitable[None]],
        *,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.url = url
        self._log = log
        self._data = data
        self._command = command
        self._answers = answers
        self._environment = environment
        self._process: asyncio.subprocess.Process | None = None

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        with self._log.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, stdout=output, stderr=output, env=self._environment
            )
        await ready(self._answers)

    async def kill(self) -> None:
        if self._process is not None and self.runs:
            os.kill(self._process.pid, 9)
            await self._process.wait()

    async def keep_copy(self) -> None:
        """Remember what it has now; it is killed for that, and runs again."""
        await self.kill()
        shutil.rmtree(self._copy, ignore_errors=True)
        shutil.copytree(self._data, self._copy)
        await self.start()

    async def put_back(self, except_for: str = "") -> None:
        """Kill it and start it with what it had when the copy was kept; folders called `except_for` stay as they are."""
        await self.kill()
        kept = [path.relative_to(self._data) for path in self._data.rglob(except_for)] if except_for else []
        newer = self._data.with_name(f"{self._data.name}-newer")
        shutil.rmtree(newer, ignore_errors=True)
        self._data.rename(newer)
        shutil.copytree(self._copy, self._data)
        for folder in kept:
            shutil.rmtree(self._data / folder, ignore_errors=True)
            shutil.copytree(newer / folder, self._data / folder)
        await self.start()

    @property
    def _copy(self) -> Path:
        return self._data.with_name(f"{self._data.name}-copy")

    def wipe(self) -> None:
        """Forget everything; only while it is dead."""
        shutil.rmtree(self._data)


@asynccontextmanager
async def own_bus(folder: Path) -> AsyncIterator[Killable]:
    port, data, config = free_port(), folder / "jetstream", folder / "nats.conf"
    config.write_text(f'listen: "127.0.0.1:{port}"\nmax_payload: 256KB\njetstream {{ store_dir: "{data}" }}\n')
    url = f"nats://127.0.0.1:{port}"
    command = [str(BIN / "nats-server"), "-c", str(config)]
    async with _running(Killable(folder / "bus.log", data, command, url, lambda: bus_answers(url))) as killable:
        yield killable


@asynccontextmanager
async def own_store(folder: Path) -> AsyncIterator[Killable]:
    port, data = free_port(), folder / "store"
    url = f"mongodb://127.0.0.1:{port}/?retryWrites=false"
    command = [str(BIN / "secantusd-py"), "--host", "127.0.0.1", "--port", str(port), "--storage-path", str(data)]
    command += ["--sync-on-commit", "--cache-size", "128M"]
    async with _running(Killable(folder / "store.log", data, command, url, lambda: store_answers(url))) as killable:
        yield killable


@asynccontextmanager
async def own_gateway(folder: Path, settings: Settings) -> AsyncIterator[Killable]:
    """The gateway in a process of its own, on the bus and the store of these settings."""
    port = free_port()
    environment = environment_of(settings.model_copy(update={"http_port": port}))
    command = [sys.executable, "-m", "convene", "run", "gateway"]

    async def answers() -> None:
        (await asyncio.open_connection("127.0.0.1", port))[1].close()

    log, url = folder / "gateway.log", f"http://127.0.0.1:{port}"
    async with _running(Killable(log, folder, command, url, answers, environment=environment)) as killable:
        yield killable


@asynccontextmanager
async def _running(server: Killable) -> AsyncIterator[Killable]:
    try:
        await server.start()
        yield server
    finally:
        await server.kill()

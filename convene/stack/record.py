"""`stack.json`: what a stack must know of its own past to go on where it was."""

import math
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import psutil
from pydantic import BaseModel, Field, ValidationError

from convene.stack.errors import ClockError, StackError

SAME_PROCESS_SECONDS = 1.0


class RecordedProcess(BaseModel):
    """A process we started. The moment of its creation tells it from a later one that was given the same number."""

    pid: int
    created: float
    """Seconds since 1970, as the operating system tells it."""


class Record(BaseModel):
    """Ports, clock, store and processes of one data folder."""

    ports: dict[str, int] = {}
    urls: dict[str, str] = {}
    """Where things were reachable at the last start."""
    store: Literal["mongod", "secantus"] | None = None
    """Which program made the store's files; the other one could not read them."""
    clock_speed: float = Field(1.0, gt=0)
    clock_origin: datetime | None = None
    children: dict[str, RecordedProcess] = {}

    @classmethod
    def read(cls, path: Path) -> "Record":
        """The record in that file, or an empty one where there is none yet."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return cls()
        except ValidationError as error:
            raise StackError(
                f"{path} can't be read ({error.errors()[0]['msg']}); restore it from a copy, or move it away: ports "
                "and a fast clock are then chosen anew, everything else is kept"
            ) from error

    def write(self, path: Path) -> None:
        """Replace the file in one step, so that a crash leaves the old record or the new one, never half of one."""
        fresh = path.with_suffix(".new")
        with fresh.open("w") as file:
            file.write(self.model_dump_json(indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)

    def set_clock(self, speed: float, now: datetime | None = None) -> None:
        """Let the clock run at that speed from now on. Convene's time goes on from where it is and never jumps."""
        real = now or datetime.now(UTC)
        if speed == self.clock_speed:
            return
        # Times are counted in seconds from now, so that `ahead` is how far Convene's time is from real time.
        since = (real - self.clock_origin).total_seconds() if self.clock_origin else 0.0
        ahead = since * (self.clock_speed - 1)
        if speed == 1 and abs(ahead) >= 1:
            raise ClockError(
                f"this folder's clock has run {self.clock_speed:g} times as fast and can't turn back to real time; "
                f"leave --speed at {self.clock_speed:g}, or start on another data folder"
            )
        try:
            shift = 0.0 if math.isclose(ahead, 0) else ahead / (speed - 1)
            self.clock_origin = None if speed == 1 else datetime.fromtimestamp(real.timestamp() - shift, UTC)
        except (OverflowError, ValueError, OSError) as error:
            raise ClockError(
                f"this folder's clock can't change from speed {self.clock_speed:g} to {speed:g}"
            ) from error
        self.clock_speed = speed

    def remember_child(self, name: str, pid: int) -> None:
        """Note a process that has just been started."""
        with suppress(psutil.Error):
            self.children[name] = RecordedProcess(pid=pid, created=psutil.Process(pid).create_time())

    def end_survivors(self, grace: float = 5.0) -> list[str]:
        """End what an earlier stack left running, and say which. Only processes that surely are the recorded ones."""
        found: dict[str, psutil.Process] = {}
        for name, recorded in self.children.items():
            with suppress(psutil.Error):
                process = psutil.Process(recorded.pid)
                same = abs(process.create_time() - recorded.created) < SAME_PROCESS_SECONDS
                if same and process.status() != psutil.STATUS_ZOMBIE:
                    found[name] = process
        for process in found.values():
            with suppress(psutil.Error):
                process.terminate()
        _, stubborn = psutil.wait_procs(list(found.values()), timeout=grace)
        for process in stubborn:
            with suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(stubborn, timeout=grace)
        self.children = {}
        return sorted(found)

"""Writes the log in a thread of its own: whoever has something to tell never waits for a terminal or a disk."""

import queue
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TextIO

from shared.logs.repeats import Line

MOST_WAITING = 10_000
LOOK_SECONDS = 1.0
END_WITHIN = 2.0

Render = Callable[[Line], str]
NOTHING: Callable[[], Iterable[Line]] = tuple


class Writer:
    """Takes lines from any thread; those that find the queue full are counted instead, and the count is told."""

    def __init__(self, stream: TextIO, render: Render, besides: Callable[[], Iterable[Line]] = NOTHING) -> None:
        self._stream = stream
        self._render = render
        self._besides = besides
        self._waiting: queue.Queue[Line | None] = queue.Queue(MOST_WAITING)
        self._lost = 0
        self._thread = threading.Thread(target=self._run, name="log", daemon=True)
        self._thread.start()

    def put(self, line: Line) -> None:
        try:
            self._waiting.put_nowait(line)
        except queue.Full:
            self._lost += 1

    def close(self) -> None:
        """Write what waits. Where nobody reads the log any more, the process ends without it."""
        with suppress(queue.Full):
            self._waiting.put(None, timeout=END_WITHIN)
        self._thread.join(END_WITHIN)

    def _run(self) -> None:
        while True:
            try:
                line = self._waiting.get(timeout=LOOK_SECONDS)
            except queue.Empty:
                self._tell(self._besides())
                continue
            if line is None:
                return
            self._tell((line,))
            if self._lost:
                lost, self._lost = self._lost, 0
                self._tell(({"level": "warning", "event": "more to log than could be written", "left_out": lost},))

    def _tell(self, lines: Iterable[Line]) -> None:
        for line in lines:
            with suppress(OSError, ValueError):  # a closed terminal is no reason to stop
                self._stream.write(self._render(line) + "\n")
                self._stream.flush()

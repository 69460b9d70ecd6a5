"""Run a coroutine on the fastest event loop there is, until it ends or somebody asks it to stop."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run[Result](main: Coroutine[Any, Any, Result]) -> Result:
    """`asyncio.run`, on uvloop where it is installed."""
    with asyncio.Runner(loop_factory=fastest_loop) as runner:
        return runner.run(main)


def fastest_loop() -> asyncio.AbstractEventLoop:
    """A uvloop where there is one, else asyncio's own."""
    try:
        import uvloop  # noqa: PLC0415 - not on every platform
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


def stop_on_signals(again: Callable[[], None] = lambda: None) -> asyncio.Event:
    """An event that Ctrl-C, SIGTERM and a closed terminal set. From the second time on, `again` is called."""
    stop = asyncio.Event()

    def asked() -> None:
        if stop.is_set():
            again()
        stop.set()

    for number in SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, asked)
    return stop

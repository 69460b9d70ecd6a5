"""One way for everything that a process logs, ours and that of the libraries under it."""

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, Protocol, TextIO

import orjson
import structlog

from shared.logs.exceptions import place_of, reason_of, shortened, traceback_of
from shared.logs.repeats import Line, Repeats
from shared.logs.writer import Render, Writer

OURS = ("services", "shared", "convene", "bench")
LIBRARIES = {
    "": logging.WARNING,  # with `debug` the drivers would write whole documents and messages
    "uvicorn": logging.ERROR,  # it warns of every broken request
    "python_multipart": logging.CRITICAL,  # it quotes what was sent
    "mail.log": logging.CRITICAL,
}

_TOLD = "__convene_told__"
"""Marks an exception that was told in a line of ours: uvicorn tells of it once more."""


class Chosen(Protocol):
    """The settings that say how to log."""

    @property
    def log_level(self) -> Literal["debug", "info", "warning", "error"]: ...
    @property
    def log_format(self) -> Literal["plain", "json"]: ...


@contextmanager
def written(chosen: Chosen, stream: TextIO | None = None) -> Iterator[None]:
    """Within the block whatever is logged is written, as the settings say; afterwards all of it is."""
    root = logging.getLogger()
    through_stdlib(chosen.log_level)
    levels = {name: logging.getLogger(name).level for name in (*LIBRARIES, *OURS)}
    for name, level in LIBRARIES.items():
        logging.getLogger(name).setLevel(level)
    for name in OURS:
        logging.getLogger(name).setLevel(chosen.log_level.upper())
    queued = _Queued(stream or sys.stderr, _render(chosen))
    root.addHandler(queued)
    logging.captureWarnings(capture=True)
    try:
        yield
    finally:
        logging.captureWarnings(capture=False)
        root.removeHandler(queued)
        queued.close()
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def write_what_ends_it(chosen: Chosen) -> None:
    """Have a mistake that ends this process written as any other; by then there may be nothing else left to write it."""

    def written_at_last(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, traceback)
            return
        record = logging.LogRecord(
            "convene", logging.CRITICAL, "", 0, "ended by a mistake", (), (kind, error, traceback)
        )
        sys.stderr.write(_render(chosen)(_line(record)[0]) + "\n")

    sys.excepthook = written_at_last


def through_stdlib(level: str = "info") -> None:
    """Have structlog hand everything to the standard library's logging."""
    structlog.configure(
        processors=[_without_words, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _render(chosen: Chosen) -> Render:
    return as_json if chosen.log_format == "json" else as_text()


def as_json(line: Line) -> str:
    return orjson.dumps(line, default=str).decode()


def as_text() -> Render:
    """Lines for people; a value with a line break in it stays in its line."""
    render = structlog.dev.ConsoleRenderer(colors=False, sort_keys=False, repr_native_str=True)
    return lambda line: str(render(None, "", dict(line)))


class _Queued(logging.Handler):
    """Makes a line of each record at once, short and plain, and has it written elsewhere."""

    def __init__(self, stream: TextIO, render: Render) -> None:
        super().__init__()
        self._repeats = Repeats(time.monotonic)
        self._writer = Writer(stream, render, self._over)

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == "uvicorn.error" and record.exc_info and hasattr(record.exc_info[1], _TOLD):
            return
        line, place = _line(record)
        left_out = self._repeats.left_out(
            (record.name, record.levelno, line["event"], line.get("service"), place), line
        )
        if left_out is None:
            return
        self._writer.put({**line, "left_out": left_out} if left_out else line)

    def close(self) -> None:
        self._writer.close()
        super().close()

    def _over(self) -> list[Line]:
        self.acquire()
        try:
            return [*self._repeats.over()]
        finally:
            self.release()


def _line(record: logging.LogRecord) -> tuple[Line, str]:
    """A record as it is written, and the place of the mistake that it tells of, if any."""
    when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    line: Line = {"timestamp": when, "level": record.levelname.lower(), "logger": record.name}
    if isinstance(record.msg, dict):
        said = dict(record.msg)
        place = said.pop("_place", "")
        return {**line, **said}, place
    # asyncio's later lines show the exception with all that it quotes.
    line["event"] = shortened(record.getMessage().partition("\n")[0])
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return line, ""
    return {**line, "exception": traceback_of(error)}, place_of(error)


def _without_words(_: Any, __: str, said: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Exceptions become what a log may hold of them, and long values short."""
    given = said.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    plain = {name: _plain(value) for name, value in said.items()}
    if error is not None:
        with suppress(AttributeError):
            setattr(error, _TOLD, True)
        plain |= {"exception": traceback_of(error), "_place": place_of(error)}
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, BaseException):
        return reason_of(value)
    return shortened(value) if isinstance(value, str) else value

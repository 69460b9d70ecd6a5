"""Exceptions as a log may hold them: what went wrong and where, but neither variables nor what a person wrote.

The message of an exception often quotes the value that was wrong. So it is written only where its kind is known to quote
none; of every other exception the log has the kind and the place, and that is enough to find the line.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any

from pydantic import ValidationError

from shared.domain import Refusal

LONGEST = 300
"""Characters of one value."""
FRAMES = 8
"""Places of a traceback: the innermost ones."""
CHAIN = 3
"""Exceptions told of a chain of causes."""
_SPEAK_OF_CODE = frozenset(
    {AttributeError, ImportError, IndexError, ModuleNotFoundError, NameError, NotImplementedError, RecursionError}
    | {RuntimeError, TypeError, UnboundLocalError, ZeroDivisionError}
)
_SPEAK_OF_SERVERS = ("nats.", "convene.", "shared.bus.", "shared.settings")
"""Modules whose exceptions tell of servers, subjects and files alone."""
_NETWORK = frozenset({"AutoReconnect", "ConnectionFailure", "ExecutionTimeout", "NotPrimaryError"})
_ADDRESS = re.compile(r"[^\s<>\"'(),;]+@[^\s<>\"'(),;]+")
_QUOTED = re.compile(r"'(?![\w.]{1,60}')[^']*'|\"(?![\w.]{1,60}\")[^\"]*\"")
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,40}")


def reason_of(error: BaseException) -> str:
    """An exception in one line for a log."""
    message = _message(error)
    return shortened(f"{type(error).__name__}: {message}" if message else type(error).__name__)


def shortened(text: str) -> str:
    """A value short enough for a log; addresses, of people and with passwords, are left out."""
    masked = _ADDRESS.sub("...@...", text[: 2 * LONGEST])
    return masked if len(masked) <= LONGEST else f"{masked[:LONGEST]}..."


def traceback_of(error: BaseException) -> str:
    """What went wrong, where, and what it came from: a few lines, without variables."""
    return "\n".join(_lines(error))


def place_of(error: BaseException) -> str:
    """What is the same whenever the same mistake happens again."""
    return f"{type(error).__name__} {next(_places(error.__traceback__), '')}"


def _lines(error: BaseException) -> Iterator[str]:
    listed: set[int] = set()
    here: BaseException | None = error
    while here is not None and id(here) not in listed:
        yield f"{'caused by ' if listed else ''}{reason_of(here)}"
        listed.add(id(here))
        yield from (f"  {place}" for place in reversed([*_places(here.__traceback__)][:FRAMES]))
        if isinstance(here, BaseExceptionGroup):
            yield from (
                f"  with {reason_of(exception)}, {place_of(exception)}" for exception in here.exceptions[:CHAIN]
            )
        if len(listed) == CHAIN:
            return
        here = here.__cause__ or (None if here.__suppress_context__ else here.__context__)


def _places(traceback: TracebackType | None) -> Iterator[str]:
    """Innermost first."""
    frames: list[TracebackType] = []
    while traceback is not None:
        frames.append(traceback)
        traceback = traceback.tb_next
    for frame in reversed(frames):
        code = frame.tb_frame.f_code
        yield f"{_short(code.co_filename)}:{frame.tb_lineno} in {code.co_name}"


def _short(path: str) -> str:
    """A file by its package: what stands before differs from machine to machine."""
    for mark in ("site-packages/", "/lib/"):
        _, found, rest = path.rpartition(mark)
        if found:
            return rest
    for ours in ("/services/", "/shared/", "/convene/", "/bench/", "/tests/"):
        _, found, rest = path.partition(ours)
        if found:
            return ours[1:] + rest
    return path.rpartition("/")[2]


def _message(error: BaseException) -> str:
    kind = type(error)
    if isinstance(error, Refusal):
        return f"{error.slug} ({error.status})"
    if isinstance(error, ValidationError):
        return _fields(error.errors(include_input=False, include_url=False, include_context=False))
    if isinstance(error, OSError):
        return " ".join(map(str, filter(None, (error.strerror, error.filename))))
    if kind.__module__.startswith("pymongo.") or kind.__module__.startswith("bson."):
        return _of_the_store(error)
    if kind in _SPEAK_OF_CODE or kind.__module__.startswith(_SPEAK_OF_SERVERS):
        return _QUOTED.sub("'...'", str(error))
    return ""


def _of_the_store(error: BaseException) -> str:
    if any(kind.__name__ in _NETWORK for kind in type(error).__mro__):
        return str(error)
    code = getattr(error, "code", None)  # what the store says of a document quotes the document
    return "" if code is None else f"code {code}"


def _fields(found: Sequence[Mapping[str, Any]]) -> str:
    """Which fields are wrong and how, by the names in our models; a name that somebody made up is one of their words."""
    listed = []
    for mapping in found[:5]:
        place = "" if mapping["type"] == "extra_forbidden" else ".".join(_parts(mapping["loc"])) + " "
        listed.append(f"{place}{mapping['type']}")
    return ", ".join(listed)


def _parts(place: Sequence[int | str]) -> Iterator[str]:
    return (str(part) for part in place if isinstance(part, int) or _FIELD.fullmatch(part))

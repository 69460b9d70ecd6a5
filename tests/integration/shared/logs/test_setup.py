"""What a process writes of itself."""

import asyncio
import io
import json
import logging
import threading
from typing import Any

import pytest
import structlog
from pydantic import BaseModel

from shared.domain import Refusal
from shared.logs import reason_of, written
from shared.logs.repeats import KEYS, MOST, SECONDS, Repeats
from shared.logs.writer import Writer
from shared.settings import Settings

SAID = "I am afraid of Monday"
ADDRESS = "nina@example.org"
log = structlog.get_logger("services.test")


def lines_of(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def failing(said: str = SAID) -> None:
    told = {"text": said, "by": ADDRESS}
    raise KeyError(told["text"])


def test_json_lines_say_when_who_and_what() -> None:
    stream = io.StringIO()
    with written(Settings(log_format="json"), stream):
        log.info("the web room is open", address="http://127.0.0.1:8080")
        logging.getLogger("nats.aio.client").warning("lost %s", "a server")
    ours, theirs = lines_of(stream)
    assert ours["event"] == "the web room is open"
    assert (ours["level"], ours["logger"], ours["address"]) == ("info", "services.test", "http://127.0.0.1:8080")
    assert ours["timestamp"].endswith("+00:00")
    assert (theirs["event"], theirs["logger"]) == ("lost a server", "nats.aio.client")


def test_plain_lines_stay_in_their_line() -> None:
    stream = io.StringIO()
    with written(Settings(log_format="plain"), stream):
        log.warning("a channel is closed", reason="one\ntwo")
    assert len(stream.getvalue().splitlines()) == 1
    assert "a channel is closed" in stream.getvalue()


@pytest.mark.parametrize(("level", "expected"), [("debug", 4), ("info", 3), ("warning", 2), ("error", 1)])
def test_the_level_is_the_one_that_is_set(level: str, expected: int) -> None:
    stream = io.StringIO()
    with written(Settings(log_level=level), stream):
        for name in ("debug", "info", "warning", "error"):
            getattr(log, name)(f"this is {name}")
    assert len(stream.getvalue().splitlines()) == expected


def test_the_libraries_tell_no_details_at_any_level() -> None:
    stream = io.StringIO()
    with written(Settings(log_level="debug"), stream):
        logging.getLogger("pymongo.command").debug("insert %s", SAID)
        logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
        logging.getLogger("python_multipart.multipart").warning("Did not find boundary, got %r", SAID)
    assert stream.getvalue() == ""


@pytest.mark.parametrize("how", ["json", "plain"])
def test_a_mistake_is_told_by_its_place_without_variables_or_words(how: Any) -> None:
    stream = io.StringIO()
    with written(Settings(log_format=how), stream):
        try:
            failing()
        except KeyError:
            log.exception("a mistake in Convene", service="clinic")
            logging.getLogger("somebody").exception("A mistake")
    told = stream.getvalue()
    assert "KeyError" in told
    assert "test_setup.py" in told
    assert "in failing" in told
    assert SAID not in told
    assert "nina" not in told
    assert len(told) < 1_500


def test_a_mistake_is_told_with_what_caused_it() -> None:
    stream = io.StringIO()
    with written(Settings(log_format="json"), stream):
        try:
            try:
                failing()
            except KeyError as error:
                raise TypeError("unsupported operand") from error
        except TypeError:
            log.exception("a mistake")
    told = lines_of(stream)[0]["exception"]
    assert told.startswith("TypeError: unsupported operand\n")
    assert "caused by KeyError\n" in told


def test_a_reason_is_told_without_what_a_person_wrote() -> None:
    class Advice(BaseModel):
        text: int

    with pytest.raises(ValueError, match="valid integer") as wrong:
        Advice.model_validate({"text": SAID})
    assert reason_of(wrong.value) == "ValidationError: text int_parsing"
    assert reason_of(Refusal(422, "invalid-input", SAID)) == "Refusal: invalid-input (422)"
    assert reason_of(ValueError(f"can't use {SAID}")) == "ValueError"
    assert reason_of(ConnectionRefusedError(111, "Connection refused")) == (
        "ConnectionRefusedError: Connection refused"
    )
    assert SAID not in reason_of(TypeError(f"got an unexpected keyword argument '{SAID}'"))
    stream = io.StringIO()
    with written(Settings(), stream):
        log.warning("a channel is closed", reason=f"550 no such user {ADDRESS}", error=wrong.value)
    assert "nina" not in stream.getvalue()
    assert SAID not in stream.getvalue()


async def test_a_task_that_nobody_waited_for_is_told_without_words() -> None:
    stream = io.StringIO()
    with written(Settings(log_format="json"), stream):
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        future.set_exception(ValueError(SAID))
        loop.default_exception_handler(
            {"message": "Task exception was never retrieved", "exception": future.exception(), "future": future}
        )
    assert SAID not in stream.getvalue()
    assert lines_of(stream)[0]["event"] == "Task exception was never retrieved"


def test_the_same_mistake_is_told_a_few_times_and_then_counted() -> None:
    stream = io.StringIO()
    with written(Settings(log_format="json"), stream):
        for _ in range(1_000):
            try:
                failing()
            except KeyError:
                log.exception("a mistake")
        log.error("another mistake")
    told = [line["event"] for line in lines_of(stream)]
    assert told == ["a mistake"] * MOST + ["another mistake"]


def test_how_many_were_left_out_is_told_when_the_minute_is_over() -> None:
    now = 0.0
    repeats = Repeats(lambda: now)
    answers = [repeats.left_out(("a",), {"event": "a"}) for _ in range(MOST + 7)]
    assert answers == [0] * MOST + [None] * 7
    assert [*repeats.over()] == []
    now += SECONDS
    assert [*repeats.over()] == [{"event": "a", "left_out": 7}]
    assert [*repeats.over()] == []


def test_how_many_were_left_out_is_told_with_the_next_one() -> None:
    now = 0.0
    repeats = Repeats(lambda: now)
    for _ in range(MOST + 2):
        repeats.left_out(("a",), {"event": "a"})
    now += SECONDS
    assert repeats.left_out(("a",), {"event": "a"}) == 2


def test_counting_takes_a_bounded_place() -> None:
    repeats = Repeats()
    for number in range(10 * KEYS):
        repeats.left_out((number,), {})
    assert len(repeats._counted) == KEYS + 1


def test_a_log_that_nobody_reads_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.logs.writer.MOST_WAITING", 10)
    goes_on, written_lines = threading.Event(), list[str]()

    class Stuck(io.StringIO):
        def write(self, text: str) -> int:
            goes_on.wait(20)
            written_lines.append(text)
            return len(text)

    writer = Writer(Stuck(), str)
    for number in range(100):
        writer.put({"event": str(number)})
    goes_on.set()
    writer.close()
    assert any("'left_out': 8" in line or "'left_out': 9" in line for line in written_lines)
    assert len(written_lines) < 20

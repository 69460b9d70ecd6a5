import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from convene.stack.errors import ClockError, StackError
from convene.stack.record import Record, RecordedProcess

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def time_told(record: Record, real: datetime) -> datetime:
    """Convene's time, as every service computes it from speed and origin."""
    return (
        real if record.clock_origin is None else record.clock_origin + (real - record.clock_origin) * record.clock_speed
    )


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """A process that does nothing until it is ended."""
    with subprocess.Popen([sys.executable, "-S", "-c", "import signal; signal.pause()"]) as process:
        yield process
        process.kill()


def test_a_record_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    record = Record(ports={"NATS": 20_000}, store="secantus", clock_speed=100, clock_origin=NOW)
    record.write(tmp_path / "stack.json")

    assert Record.read(tmp_path / "stack.json") == record


def test_a_folder_without_a_record_has_an_empty_one(tmp_path: Path) -> None:
    assert Record.read(tmp_path / "stack.json") == Record()


def test_a_record_that_cannot_be_read_is_named_and_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "stack.json").write_text('{"ports": ')

    with pytest.raises(StackError, match=r"stack\.json can't be read.*move it away"):
        Record.read(tmp_path / "stack.json")


def test_a_clock_that_is_made_fast_starts_from_real_time() -> None:
    record = Record()
    record.set_clock(1000, NOW)

    assert time_told(record, NOW) == NOW
    assert time_told(record, NOW + timedelta(seconds=1)) == NOW + timedelta(seconds=1000)


@pytest.mark.parametrize("second", [50.0, 5000.0, 0.5])
def test_a_clock_that_changes_its_speed_goes_on_from_where_it_is(second: float) -> None:
    record = Record()
    record.set_clock(1000, NOW)
    later = NOW + timedelta(hours=1)
    before = time_told(record, later)
    record.set_clock(second, later)

    assert abs(time_told(record, later) - before) < timedelta(milliseconds=10)
    gone = time_told(record, later + timedelta(seconds=10)) - before
    assert abs(gone.total_seconds() - 10 * second) < 0.1


def test_the_same_speed_again_changes_nothing() -> None:
    record = Record()
    record.set_clock(1000, NOW)
    origin = record.clock_origin
    record.set_clock(1000, NOW + timedelta(hours=5))

    assert record.clock_origin == origin


def test_a_clock_that_ran_ahead_cannot_turn_back_to_real_time() -> None:
    record = Record()
    record.set_clock(1000, NOW)

    with pytest.raises(ClockError, match="can't turn back"):
        record.set_clock(1, NOW + timedelta(hours=1))


def test_survivors_of_an_earlier_stack_are_ended(sleeper: subprocess.Popen[bytes]) -> None:
    record = Record()
    record.remember_child("nats", sleeper.pid)

    assert record.end_survivors() == ["nats"]
    assert sleeper.poll() is not None
    assert record.children == {}


def test_a_process_that_was_given_the_number_of_an_old_one_is_left_alone(sleeper: subprocess.Popen[bytes]) -> None:
    created = psutil.Process(sleeper.pid).create_time()
    record = Record(children={"nats": RecordedProcess(pid=sleeper.pid, created=created - 60)})

    assert record.end_survivors() == []
    assert sleeper.poll() is None


def test_a_process_that_is_gone_is_no_survivor() -> None:
    with subprocess.Popen([sys.executable, "-S", "-c", ""]) as process:
        process.wait()
    record = Record(
        children={"store": RecordedProcess(pid=process.pid, created=psutil.Process(os.getpid()).create_time())}
    )

    assert record.end_survivors() == []

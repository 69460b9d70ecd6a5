"""`convene up` as people start it: a process of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from convene.stack.record import Record


@contextmanager
def running(data: Path, *more: str, until: str = "Ctrl-C") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`convene up` with the servers alone, and what it said until it said `until`. It is ended at the end."""
    command = [sys.executable, "-m", "convene", "up", "--data", str(data), "--port", "0", "--nats-port", "0"]
    command += ["--processes", "", *more]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CONVENE_")}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        assert process.stdout
        said: list[str] = []
        for line in process.stdout:
            said.append(line)
            if line.startswith(until):
                break
        try:
            yield process, "".join(said)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(20)


def children_of(data: Path) -> list[psutil.Process]:
    return [psutil.Process(child.pid) for child in Record.read(data / "stack.json").children.values()]


def left_over(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run after a moment to die."""
    _, alive = psutil.wait_procs(processes, timeout=5)
    return [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_starts_says_where_everything_is_and_stops_in_good_order(tmp_path: Path, number: signal.Signals) -> None:
    with running(tmp_path) as (process, said):
        children = children_of(tmp_path)
        urls = Record.read(tmp_path / "stack.json").urls
        process.send_signal(number)
        rest, _ = process.communicate(timeout=20)

    assert len(children) == 2
    assert urls["web"] in said
    assert urls["postbox"] in said
    assert "Stopped." in rest
    assert process.returncode == 0
    assert left_over(children) == []


def test_stopped_while_it_starts_it_leaves_nothing_running(tmp_path: Path) -> None:
    with running(tmp_path, until="nats is ready") as (process, _):
        children = children_of(tmp_path)
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=20)

    assert process.returncode == 0
    assert "Traceback" not in rest
    assert children
    assert left_over(children) == []


def test_a_second_one_on_the_same_folder_is_refused_with_a_clear_message(tmp_path: Path) -> None:
    with running(tmp_path) as (first, _):
        with running(tmp_path) as (second, said):
            second.wait(20)

        assert second.returncode == 1
        assert f"{tmp_path} is in use by another `convene up` (process {first.pid})" in said
        assert "Traceback" not in said
        assert [child.is_running() for child in children_of(tmp_path)] == [True, True]


def test_killed_it_leaves_no_orphan_and_starts_again_at_the_same_places(tmp_path: Path) -> None:
    with running(tmp_path) as (process, _):
        children, ports = children_of(tmp_path), Record.read(tmp_path / "stack.json").ports
        process.kill()
        process.wait()
    assert left_over(children) == []

    with running(tmp_path) as (process, said):
        assert "Convene is ready" in said
        assert Record.read(tmp_path / "stack.json").ports == ports
        assert not {child.pid for child in children} & {child.pid for child in children_of(tmp_path)}
    assert process.returncode == 0


def test_a_port_in_use_is_told_before_anything_starts(tmp_path: Path) -> None:
    with running(tmp_path / "first"):
        port = Record.read(tmp_path / "first" / "stack.json").ports["NATS"]
        with running(tmp_path / "second", "--nats-port", str(port)) as (second, said):
            second.wait(20)

    assert second.returncode == 1
    assert f"port {port}, asked for as the NATS port" in said

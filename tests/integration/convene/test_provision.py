"""`convene provision`, and a service that waits for it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from convene.cli import app
from convene.stack.environment import environment_of
from shared.settings import Settings, load


@pytest.fixture(autouse=True)
def fresh_settings() -> None:
    """Settings are read once per process; here each test has its own."""
    load.cache_clear()


def variables(settings: Settings) -> dict[str, str]:
    return {name: value for name, value in environment_of(settings).items() if name.startswith("CONVENE_")}


def test_the_command_says_what_it_made_and_then_that_there_is_nothing_to_do(settings: Settings) -> None:
    first = CliRunner().invoke(app, ["provision"], env=variables(settings))
    assert f"made the stream {settings.bus_prefix}_events" in first.output
    assert f"made the consumer {settings.bus_prefix}_rings" in first.output
    load.cache_clear()
    second = CliRunner().invoke(app, ["provision"], env=variables(settings))
    assert (second.exit_code, second.output) == (0, "The bus has everything already.\n")


def test_the_command_says_that_the_bus_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("convene.provision.PATIENCE_SECONDS", 0.1)
    nobody = {"CONVENE_NATS_URL": "nats://127.0.0.1:1"}
    done = CliRunner().invoke(app, ["provision"], env=nobody)
    assert done.exit_code == 1, done.output
    assert "the bus does not answer" in done.output


def test_a_service_that_waits_for_its_bus_says_what_to_do_and_ends_when_asked_to(
    settings: Settings, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with log.open("wb") as output:
        command = [sys.executable, "-m", "convene", "run", "clinic"]
        process = subprocess.Popen(command, env=environment_of(settings), stdout=output, stderr=output)
    try:
        while "run `convene provision`" not in log.read_text():
            assert process.poll() is None, log.read_text()
            os.sched_yield()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0, log.read_text()
    finally:
        process.kill()
        process.wait()

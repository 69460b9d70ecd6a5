import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from convene.cli import app, grouped
from shared.settings import load


@pytest.fixture(autouse=True)
def fresh_settings() -> None:
    """Settings are read once per process; here each test has its own."""
    load.cache_clear()


def test_services_are_grouped_into_processes() -> None:
    assert grouped("gateway+notify clinic") == [["gateway", "notify"], ["clinic"]]
    assert grouped("") == []


@pytest.mark.parametrize(
    ("processes", "wrong"),
    [("gateway clinik", "clinik"), ("clinic clinic+trips", "clinic"), ("clinic+ trips", "(nothing)")],
)
def test_a_service_that_is_unknown_or_named_twice_is_refused_by_name(processes: str, wrong: str) -> None:
    result = CliRunner().invoke(app, ["up", "--processes", processes])

    assert result.exit_code == 1
    assert f"--processes names {wrong} wrongly" in result.stderr


def test_running_a_service_that_does_not_exist_names_those_that_do() -> None:
    result = CliRunner().invoke(app, ["run", "clinik"])

    assert result.exit_code == 1
    assert "there is no service clinik; the services are community, clinic, trips" in result.stderr


@pytest.mark.parametrize("how", ["json", "plain"])
def test_a_mistake_that_ends_a_process_is_told_shortly(how: str, tmp_path: Path) -> None:
    environment = {**os.environ, "CONVENE_LOG_FORMAT": how, "CONVENE_KEYS_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "convene", "run", "clinic"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert "clinic.key is missing: `convene keys` makes the services' keys" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr) < 1_500
    if how == "json":
        assert json.loads(ended.stderr)["level"] == "critical"


def test_settings_that_cannot_be_used_are_named_but_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVENE_HTTP_PORT", "s3cret")
    result = CliRunner().invoke(app, ["doctor"])

    assert result.exit_code == 1
    assert "CONVENE_HTTP_PORT: Input should be a valid integer" in result.stderr
    assert "s3cret" not in result.output

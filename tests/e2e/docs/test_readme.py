"""Every command in the README, as it is written there: run in a copy of the project, beside a stack that it starts itself."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import ROOT
from tests.support.servers import free_port

BLOCKS: list[tuple[str, str]] = re.findall(r"^```(\w*)\n(.*?)^```$", (ROOT / "README.md").read_text(), re.M | re.S)
PATIENCE = 120.0
"""Real seconds until a command has said what it should."""
THIS_SUITE = "make test"
STARTS = "make run"
GO_ON_FOR_EVER = (STARTS, ".venv/bin/convene listen")
PLAYED = "A case clinic with invented people runs now"
ANSWERS = {
    "curl ": '"id":',
    ".venv/bin/convene listen": '"type":"convene.',
    "command = {": "'ok'",
    "ConsumerConfig": "ClinicScheduled",
}
"""What must be in the answer, by what is in the command: that it ended well is not enough."""


def shell_commands() -> list[str]:
    """Every command of every block, with the lines that belong to it."""
    text = "".join(block for kind, block in BLOCKS if kind == "sh")
    found: list[str] = []
    for line in text.splitlines():
        goes_on = found and (found[-1].endswith("\\") or found[-1].count("'") % 2)
        if goes_on:
            found[-1] += "\n" + line
        elif line.strip():
            found.append(line)
    return [re.sub(r"\s+# .*$", "", command) for command in found]


def test_every_block_is_a_command_or_a_program() -> None:
    assert {kind for kind, _ in BLOCKS} == {"sh", "python"}
    assert {STARTS, THIS_SUITE} <= set(shell_commands())


def test_what_docker_is_told_can_be_read_by_it() -> None:
    version = ["docker", "compose", "version"]
    if not shutil.which("docker") or subprocess.run(version, check=False, capture_output=True).returncode:
        pytest.skip("there is no docker compose here; its file is read in tests/unit/deploy")
    environment = {**os.environ, **variables(ROOT / ".env.example")}
    subprocess.run(["docker", "compose", "config", "--quiet"], cwd=ROOT, env=environment, check=True)


@pytest.mark.night
@pytest.mark.timeout(400)
def test_every_command_does_what_it_says(tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path / "project")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CONVENE_")}
    environment["CONVENE_HTTP_PORT"] = str(free_port())
    commands = [
        shell_command
        for shell_command in shell_commands()
        if shell_command != THIS_SUITE and not shell_command.startswith("docker ")
    ]
    sets = [command for command in commands if command.startswith("eval ")]
    with started(STARTS, project, environment, until=PLAYED):
        for command in (command for command in commands if command not in (STARTS, *sets)):
            written = "\n".join([*sets, command])
            if command.startswith(GO_ON_FOR_EVER):
                with started(written, project, environment, until=answer_to(command)):
                    pass
            else:
                check(command, run(written, project, environment))
        for number, program in enumerate(block for kind, block in BLOCKS if kind == "python"):
            (project / f"program{number}.py").write_text(program)
            told = run("\n".join([*sets, f"{sys.executable} program{number}.py"]), project, environment)
            check(program, told)


def check(command: str, told: str) -> None:
    assert answer_to(command) in told, f"{command}\n{told}"


def answer_to(command: str) -> str:
    return next((answer for part, answer in ANSWERS.items() if part in command), "")


def run(written: str, project: Path, environment: dict[str, str]) -> str:
    ended = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", written],
        cwd=project, env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert ended.returncode == 0, f"{written}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


@contextmanager
def started(written: str, project: Path, environment: dict[str, str], until: str) -> Iterator[None]:
    """A command that goes on until it is stopped, once it has said what it should."""
    command = ["bash", "-euo", "pipefail", "-c", written]
    with subprocess.Popen(
        command, cwd=project, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout
        said = []
        last = threading.Timer(PATIENCE, lambda: os.killpg(process.pid, signal.SIGKILL))
        last.start()
        try:
            for line in process.stdout:
                said.append(line)
                if until in line:
                    break
            assert until in "".join(said), f"{written}\n{''.join(said)}"
            last.cancel()
            yield
        finally:
            last.cancel()
            end(process)


def end(process: subprocess.Popen[str]) -> None:
    """Let it end in good order."""
    try:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=40)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def copy_of_the_project(project: Path) -> Path:
    """What is checked in, with the environment of this one: setting up another is what `make setup` is tested for."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True)
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (project / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, project / name)
    (project / ".venv").mkdir()
    (project / ".venv/bin").symlink_to(ROOT / ".venv/bin")
    (project / ".venv/.ready").touch()
    return project


def variables(file: Path) -> dict[str, str]:
    return dict(re.findall(r"^(\w+)=(.*)$", file.read_text(), re.M))

"""The wheel, installed into an empty environment as anybody would, works."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import psutil
import pytest

from convene.stack.record import Record
from tests.support import ROOT

OWN = ("services", "shared", "convene")
COMMAND = "Scripts/convene.exe" if sys.platform == "win32" else "bin/convene"


def build(folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def test_the_wheel_holds_every_file_of_its_packages(tmp_path: Path) -> None:
    listed = subprocess.run(["git", "ls-files", *OWN], cwd=ROOT, check=True, capture_output=True, text=True)
    held = set(zipfile.ZipFile(build(tmp_path)).namelist())
    assert {name for name in listed.stdout.splitlines() if (ROOT / name).exists()} <= held


@pytest.mark.night
@pytest.mark.timeout(900)
def test_installed_by_pip_alone_the_command_helps_and_the_stack_runs(tmp_path: Path) -> None:
    wheel, home = build(tmp_path / "dist"), tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    install = [str(home / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, f"{wheel}[embedded]"], check=True, cwd=tmp_path)

    convene = str(home / COMMAND)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CONVENE_", "PYTHON"))}
    told = subprocess.run(
        [convene, "--help"], check=True, capture_output=True, text=True, cwd=tmp_path, env=environment
    )
    assert "Run all of Convene on this machine" in told.stdout

    data = tmp_path / "data"
    up = [convene, "up", "--data", str(data), "--port", "0"]
    with subprocess.Popen(
        up, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=tmp_path, env=environment
    ) as process:
        assert process.stdout
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("Ctrl-C"):
                break
        running = {
            name: psutil.Process(child.pid).exe() for name, child in Record.read(data / "stack.json").children.items()
        }
        process.terminate()
        process.wait(60)
    assert any(line.startswith("Convene is ready") for line in said), "".join(said)
    assert {"nats", "store", "gateway"} <= set(running)
    assert process.returncode == 0

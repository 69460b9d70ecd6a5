"""CONTRIBUTING.md can be followed: the recipe for a new command is, in a copy of the project, word by word."""

import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "CONTRIBUTING.md").read_text()
NEW_TEST = "tests/unit/services/clinic/domain/clinic/test_hidden_clock.py"
CHECKED_BY = (
    (sys.executable, "-m", "mypy"),
    (str(Path(sys.executable).parent / "lint-imports"),),
    (sys.executable, "-m", "pytest", "-n", "0", "tests/unit/services/test_names.py", "tests/unit/shared/contracts"),
    (sys.executable, "-m", "pytest", "-n", "0", "tests/unit/tools/test_generate.py", "tests/unit/services/gateway/api"),
)
MOST_PLACES = {"command": 6, "message": 3, "kind of timer": 2, "thing on a page": 3}


class Block(NamedTuple):
    """A piece of the recipe, and the file it belongs to."""

    kind: str
    path: str
    text: str


def blocks() -> list[Block]:
    found = re.findall(r"^ *```(\w+) (\S+)\n(.*?)^ *```$", TEXT, re.MULTILINE | re.DOTALL)
    return [Block(kind, path, textwrap.dedent(text)) for kind, path, text in found]


def follow(project: Path) -> None:
    for block in blocks():
        file = project / block.path
        before = file.read_text() if file.exists() else ""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(added(before, block) if block.kind == "diff" else appended(before, block.text))


def added(before: str, block: Block) -> str:
    """The lines marked with `+`, below the one that is there."""
    there, *new = block.text.splitlines(keepends=True)
    # A line that is there is indented as it is in the file, behind the place of the mark.
    there = there.removeprefix(" ")
    assert all(line.startswith("+") for line in new), f"{block.path}: only the first line is there already"
    assert before.count(there) == 1, f"{block.path} has no line, or several: {there}"
    return before.replace(there, there + "".join(line.removeprefix("+") for line in new))


def appended(before: str, text: str) -> str:
    return f"{before.rstrip()}\n\n\n{text}" if before else text


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """What is checked in, with the recipe followed."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True)
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file() and not name.endswith((".webp", ".gz", ".png")):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tmp_path / name)
    follow(tmp_path)
    return tmp_path


def run(project: Path, *command: str) -> None:
    environment = {"PYTHONPATH": str(project), "PATH": "/usr/bin:/bin", "HOME": str(project)}
    ended = subprocess.run(command, cwd=project, env=environment, check=False, capture_output=True, text=True)
    assert ended.returncode == 0, f"{' '.join(command)}\n{ended.stdout[-4000:]}\n{ended.stderr[-4000:]}"


@pytest.mark.timeout(300)
def test_a_command_added_as_the_recipe_says_is_decided_and_remembered(project: Path) -> None:
    run(project, sys.executable, "-m", "pytest", "-n", "0", NEW_TEST, "tests/unit/services/test_names.py")


@pytest.mark.night
@pytest.mark.timeout(900)
def test_and_it_passes_all_that_is_checked_of_the_code(project: Path) -> None:
    run(project, sys.executable, "-m", "tools.generate")
    run(project, sys.executable, "-m", "ruff", "check", ".")
    run(project, sys.executable, "-m", "ruff", "format", "--check", ".")
    for command in CHECKED_BY:
        run(project, *command)
    assert "HideClock" in (project / "docs/reference/openapi.json").read_text()


def test_it_touches_no_more_places_than_it_says() -> None:
    told = re.findall(r"^\| ([a-z ]+) \| (\d+)", TEXT.partition("## How many places")[2], re.MULTILINE)
    assert {name: int(places) for name, places in told} == MOST_PLACES
    code = {block.path for block in blocks() if not block.path.startswith("tests/")}
    assert len(code) == MOST_PLACES["command"]

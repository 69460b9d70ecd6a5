"""`convene protocols check`: what people see of a file."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from convene.cli import app
from services.clinic.domain.protocols.builtin import SHIPPED
from tests.support import ROOT

SHIPPED_FILES = sorted((ROOT / "services/clinic/protocols").glob("*.yaml"))


def check(*files: Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["protocols", "check", *map(str, files)])
    return done.exit_code, done.output


def test_every_file_that_comes_with_convene_can_be_run() -> None:
    code, said = check(*SHIPPED_FILES)
    assert code == 0, said
    assert len(said.splitlines()) == len(SHIPPED_FILES) == len(SHIPPED)
    assert "case_clinic.yaml: Case clinic, version 1, can be run: 5 steps, 55 minutes planned" in said


def test_what_is_not_complete_says_so() -> None:
    [file] = [path for path in SHIPPED_FILES if path.stem == "codeveloppement"]
    assert "Not complete: The source was read up to the clarification." in check(file)[1]


def test_what_is_wrong_is_told_with_file_line_step_and_field(tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text(SHIPPED_FILES[0].read_text().replace("minutes: 2\n", "minutes: 2\n    silent: true\n", 1))
    code, said = check(SHIPPED_FILES[1], file)
    assert code == 1
    assert f"{file}:14: step 1 'first_part', takes.dialogue: this step is silent, and yet takes the dialogue" in said
    assert "case_clinic.yaml: Case clinic, version 1, can be run" in said


@pytest.mark.parametrize(
    ("content", "said"), [(None, "can't be read: No such file"), (b"key: \xff", "is not UTF-8 at byte 5")]
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "ours.yaml"
    if content is not None:
        file.write_bytes(content)
    code, output = check(file)
    assert code == 1
    assert f"{file}:1: the file: {said}" in output

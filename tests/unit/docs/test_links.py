"""What is written leads where it says, and names commands that exist."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from convene.cli import app
from tests.support import ROOT

TOPS = ("services", "shared", "convene", "tests", "tools", "bench", "examples", "deploy")
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_and_module_that_a_page_names_is_there(page: Path) -> None:
    assert missing(page.read_text()) == []


@pytest.mark.parametrize("top", TOPS)
def test_every_path_and_module_that_the_code_names_is_there(top: str) -> None:
    """In docstrings and comments, which no import keeps true."""
    files = [file for kind in ("*.py", "*.html", "*.j2") for file in (ROOT / top).rglob(kind)]
    found = {str(file.relative_to(ROOT)): missing(file.read_text()) for file in files}
    assert {file: names for file, names in found.items() if names} == {}


def missing(text: str) -> list[str]:
    """What is named in backticks as a path or module of the project, and is none. One with a placeholder is left alone."""
    paths = re.findall(rf"`((?:{'|'.join(TOPS)}|docs|requirements)/[\w./-]*)`", text)
    modules = re.findall(rf"`((?:{'|'.join(TOPS)})(?:\.\w+)+)`", text)
    files = [path for path in paths if not (ROOT / path).exists()]
    return files + [module for module in modules if not is_module(module)]


def is_module(name: str) -> bool:
    """Or something in one."""
    place = ROOT / name.replace(".", "/")
    module = place.with_name(f"{place.name}.py")
    if place.is_dir() or module.exists() or place.exists() or (ROOT / name).exists():
        return True
    last = name.rpartition(".")[2]
    inside = [place.parent.with_name(f"{place.parent.name}.py"), place.parent / "__init__.py"]
    return any(file.exists() and re.search(rf"\b{last}\b", file.read_text()) for file in inside)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_is_named_exists(page: Path) -> None:
    known = re.findall(r"^│ ([a-z-]+) ", CliRunner().invoke(app, ["--help"]).output, re.MULTILINE)
    for command in re.findall(r"`(?:\.venv/bin/)?convene ([a-z-]+)", page.read_text()):
        assert command in known


def test_every_decision_is_listed() -> None:
    listed = (ROOT / "docs/adr/README.md").read_text()
    for page in (ROOT / "docs/adr").glob("0*.md"):
        assert f"({page.name})" in listed
        headings = re.findall(r"^## (.*)$", page.read_text(), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "What would make us think again"]

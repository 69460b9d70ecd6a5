"""What a function is called says what it is for: decisions, what applies events, and guards."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support import ROOT

SERVICES = ("clinic", "community", "notify", "scheduler", "trips")

FROM_A_TABLE = ("services.scheduler.domain.",)
"""Where the events are rows of a table, and one function applies them all."""

REFUSALS = {"Refusal", "conflict", "forbidden", "invalid", "not_found"}

type Registered = dict[Any, set[type]]
"""Functions, and the commands or events that each is for."""


def test_decisions_are_named_after_their_commands() -> None:
    """One that decides several commands has the name of one of them."""
    misnamed = [wrong for part in registered("decide") for wrong in named_otherwise(part)]
    assert not misnamed, "\n".join(misnamed)


def test_what_applies_an_event_is_named_after_it() -> None:
    misnamed = [wrong for part in registered("evolve") for wrong in named_otherwise(part)]
    assert not misnamed, "\n".join(misnamed)


def test_guards_begin_with_require() -> None:
    """A function that refuses and gives nothing back is a guard."""
    misnamed = [f"{path}: {name}" for path, name in guards() if not name.lstrip("_").startswith("require_")]
    assert not misnamed, "\n".join(misnamed)


def registered(registry: str) -> Iterator[Registered]:
    for service in SERVICES:
        for aggregate in importlib.import_module(f"services.{service}.app").service.aggregates:
            functions: Registered = {}
            for kind, function in getattr(aggregate, registry)._functions.items():
                functions.setdefault(function, set()).add(kind)
            assert functions, f"{aggregate.kind} has no function to {registry}"
            yield functions


def named_otherwise(functions: Registered) -> Iterator[str]:
    for function, kinds in functions.items():
        unnamed = function.__module__.startswith((*FROM_A_TABLE, "shared."))
        if not unnamed and function.__name__ not in {snake_case(kind.__name__) for kind in kinds}:
            yield f"{function.__module__}.{function.__name__} is for {', '.join(sorted(kind.__name__ for kind in kinds))}"


def snake_case(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def guards() -> Iterator[tuple[Path, str]]:
    for path in sorted([*(ROOT / "services").rglob("*.py"), *(ROOT / "shared").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and is_guard(node):
                yield path.relative_to(ROOT), node.name


def is_guard(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    gives_nothing = isinstance(function.returns, ast.Constant) and function.returns.value is None
    return gives_nothing and any(isinstance(node, ast.Raise) and refuses(node) for node in own_nodes(function))


def own_nodes(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.AST]:
    """What is in a function, without what is in those inside it."""
    waiting: list[ast.AST] = [*function.body]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            yield node
            waiting.extend(ast.iter_child_nodes(node))


def refuses(node: ast.Raise) -> bool:
    if not isinstance(node.exc, ast.Call):
        return False
    return ast.unparse(node.exc.func).rpartition(".")[2] in REFUSALS

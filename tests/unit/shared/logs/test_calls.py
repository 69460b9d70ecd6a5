"""What is handed to the log, everywhere."""

import ast
from collections.abc import Iterator

from shared.settings import Settings
from tests.support import ROOT

FILES = sorted(path for folder in ("services", "shared", "convene") for path in (ROOT / folder).rglob("*.py"))
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in LEVELS
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "log"
            ):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_an_exception_goes_to_the_log_as_it_is() -> None:
    """The log leaves out what exceptions quote; a text made of one before, or a refusal's words, it can't tell apart."""
    texts = []
    for place, call in calls():
        for node in ast.walk(call):
            made = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("str", "repr")
            words = isinstance(node, ast.Attribute) and node.attr == "detail"
            if made or words or isinstance(node, ast.JoinedStr):
                texts.append(place)
    assert not texts, "give the exception itself: reason=error"


def test_what_happened_is_a_constant_so_that_repetitions_are_counted() -> None:
    assert [place for place, call in calls() if not isinstance(call.args[0], ast.Constant)] == []


def test_every_setting_is_used_somewhere() -> None:
    used = {
        node.attr
        for path in FILES
        if path.name != "settings.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
    }
    assert set(Settings.model_fields) - used == set()

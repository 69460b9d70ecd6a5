"""JSON for people who read and compare it: what fits on one line stands on one."""

import json
from collections.abc import Iterable
from typing import Any

WIDTH = 120
INDENT = "  "


def json_text(value: Any) -> str:
    """The same value as `json.dumps` would write, in fewer lines."""
    return _text(value, "", 0) + "\n"


def _text(value: Any, indent: str, taken: int) -> str:
    """`taken` is what stands on the line besides: the key before it, the comma after it."""
    short = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or len(indent) + taken + len(short) <= WIDTH:
        return short
    deeper = indent + INDENT
    if isinstance(value, list):
        return _between("[]", (_text(item, deeper, 1) for item in value), indent)
    keys = {key: f"{json.dumps(key, ensure_ascii=False)}: " for key in value}
    return _between(
        "{}", (keys[key] + _text(inner, deeper, len(keys[key]) + 1) for key, inner in value.items()), indent
    )


def _between(brackets: str, parts: Iterable[str], indent: str) -> str:
    deeper = indent + INDENT
    return f"{brackets[0]}\n{deeper}" + f",\n{deeper}".join(parts) + f"\n{indent}{brackets[1]}"

"""Reads a protocol that somebody wrote as YAML or JSON. Whatever is wrong is named with its line, its step and its field."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml
from pydantic import ValidationError

from services.clinic.domain.protocols.validate import Path, check
from shared.contracts.protocol import Protocol

LARGEST = 64 * 1024
"""Characters; the longest of our own has a tenth of it."""


DEEPEST = 20
"""Lists and mappings in each other; our own have six. Thousands would keep the reader busy for a minute."""


class Fault(NamedTuple):
    """One thing that is wrong. `line` is counted from 1."""

    line: int
    place: str
    text: str


class ProtocolFault(Exception):
    """A text is no protocol that can be run."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"line {fault.line}: {fault.place}: {fault.text}" for fault in faults))
        self.faults = faults


def read_protocol(text: str) -> Protocol:
    """The protocol that a text holds; `ProtocolFault` with everything that is wrong with it."""
    root, data = _parse(text)
    twice = list(_twice(root))
    if twice:
        raise ProtocolFault(twice)
    try:
        protocol = Protocol.model_validate(data)
    except ValidationError as error:
        raise ProtocolFault(
            [_fault(this_error["loc"], _said(this_error), root, data) for this_error in error.errors()]
        ) from None
    problems = [_fault(problem.path, problem.text, root, data) for problem in check(protocol)]
    if problems:
        raise ProtocolFault(problems)
    return protocol


def _parse(text: str) -> tuple[yaml.MappingNode, dict[str, Any]]:
    if len(text) > LARGEST:
        raise ProtocolFault([Fault(1, "the file", f"has {len(text):,} characters; a protocol has at most {LARGEST:,}")])
    try:
        depth = 0
        for event in yaml.parse(text, yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise ProtocolFault([Fault(1, "the file", "is nested too deep")])
            if isinstance(event, yaml.AliasEvent):
                where = event.start_mark.line + 1 if event.start_mark else 1
                raise ProtocolFault(
                    [Fault(where, "the file", "uses an alias (*); write it out, so that it can be read")]
                )
        root = yaml.compose(text, yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or "has characters that YAML does not take"
        raise ProtocolFault(
            [
                Fault(
                    mark.line + 1 if mark else 1,
                    "the file",
                    f"is no YAML here: {said}. Text with : or ? in it needs quotes",
                )
            ]
        ) from None
    except ValueError as error:
        raise ProtocolFault([Fault(1, "the file", f"holds a value YAML cannot read: {error}")]) from None
    if not isinstance(root, yaml.MappingNode) or not isinstance(data, dict):
        raise ProtocolFault([Fault(1, "the file", "holds no protocol: begin with 'key: my_protocol'")])
    return root, data


def _twice(node: yaml.Node) -> Iterator[Fault]:
    """Fields that are there twice: YAML would silently keep the last."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield Fault(key.start_mark.line + 1, str(key.value), "is there twice; keep one")
            seen.add(key.value)
            yield from _twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for inner in node.value:
            yield from _twice(inner)


def _said(error: Any) -> str:
    """Pydantic's message for people who write protocols."""
    match error["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is no field of a protocol"
        case "literal_error":
            return f"is {error['input']!r}, which is unknown; it is one of {error['ctx']['expected']}"
        case "string_pattern_mismatch":
            return f"is {error['input']!r}; use small letters, digits and underscores, with a letter first"
        case _:
            return str(error["msg"]).removeprefix("Value error, ")


def _fault(path: Path, text: str, root: yaml.Node, data: Any) -> Fault:
    line, known = _line(path, root)
    return Fault(line, place_of(known, data), text)


def _line(path: Path, root: yaml.Node) -> tuple[int, Path]:
    """Where a path leads, as far as it goes; and the path without what pydantic added to it."""
    node, line = root, root.start_mark.line + 1
    known: list[str | int] = []
    for index, part in enumerate(path):
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        elif isinstance(node, yaml.MappingNode) and (pair := _pair(node, part)):
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif part in ("step", "loop", "[key]") or index < len(path) - 1:
            continue  # the kind of entry, which pydantic names
        known.append(part)
    return line, tuple(known)


def _pair(node: yaml.MappingNode, name: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    return next(((key, value) for key, value in node.value if key.value == str(name)), None)


def place_of(path: Path, data: Any) -> str:
    """`step 4 'advice', minutes.plan`: a path as a reader finds it."""
    steps = list(_steps(data))
    for size in (4, 2):
        for number, (where, name) in enumerate(steps, 1):
            if path[:size] == where:
                field = ".".join(map(str, path[size:]))
                return f"step {number} '{name}'" + (f", {field}" if field else "")
    return ".".join(map(str, path)) or "the file"


def _steps(data: Any) -> Iterator[tuple[Path, str]]:
    """The steps of what may be no protocol yet, in the order they are written."""
    entries = data.get("steps") if isinstance(data, dict) else None
    for place, entry in enumerate(entries if isinstance(entries, list) else []):
        inner = entry.get("steps") if isinstance(entry, dict) and "each" in entry else None
        if isinstance(inner, list):
            for index, step in enumerate(inner):
                yield ("steps", place, "steps", index), _name(step)
        else:
            yield ("steps", place), _name(entry)


def _name(step: Any) -> str:
    return str(step.get("name", "without a name")) if isinstance(step, dict) else "without a name"

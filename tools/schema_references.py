"""Lets one document refer to the schemas of another, instead of having copies of them."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

type Json = dict[str, Any]

COMPONENT = "#/components/schemas/"
DEFINITION = "#/$defs/"
_VALUES = {"default", "const", "enum", "example", "examples"}
"""What these hold is data, no schema."""


def with_references(openapi: Json, files: Mapping[str, Json]) -> Json:
    """The OpenAPI document without the schemas that are in these files: it refers to them by path.

    The document that a gateway serves stays whole; generators of clients read that.
    """
    paths, components = _plain(openapi["paths"]), _plain(openapi["components"])
    homes = _homes(components["schemas"], files)
    components["schemas"] = {name: schema for name, schema in components["schemas"].items() if name not in homes}
    components["parameters"] = _shared_parameters(paths)
    document: Json = _referring({**openapi, "paths": paths, "components": components}, homes)
    return document


def _shared_parameters(paths: Json) -> dict[str, Json]:
    """The parameters that operations have in common, by name; where they stood is a reference afterwards."""
    operations = [operation for path in paths.values() for operation in path.values() if "parameters" in operation]
    count = Counter(_text(parameter) for operation in operations for parameter in operation["parameters"])
    shared: dict[str, Json] = {}
    for text, times in count.most_common():
        parameter = json.loads(text)
        if times > 1:
            shared.setdefault(parameter["name"], parameter)
    for operation in operations:
        operation["parameters"] = [
            {"$ref": f"#/components/parameters/{parameter['name']}"}
            if shared.get(parameter["name"]) == parameter
            else parameter
            for parameter in operation["parameters"]
        ]
    return dict(sorted(shared.items()))


def _homes(components: Json, files: Mapping[str, Json]) -> dict[str, str]:
    """Where each component is that is the same in one of the files, and so is all that it refers to."""
    homes = {
        name: f"{path}{DEFINITION}{name}"
        for path, file in files.items()
        for name, definition in file["$defs"].items()
        if name in components and _same(components[name], definition)
    }
    while others := [name for name in homes if _referred(components[name]) - homes.keys()]:
        for name in others:
            del homes[name]
    return homes


def _same(component: Json, definition: Json) -> bool:
    """By value: FastAPI writes 60 as 60.0."""
    compared: bool = json.loads(_text(component).replace(COMPONENT, DEFINITION)) == _plain(definition)
    return compared


def _text(schema: Json) -> str:
    return json.dumps(schema, sort_keys=True)


def _referred(schema: Json) -> set[str]:
    return set(re.findall(rf'"{COMPONENT}([^"]+)"', _text(schema)))


def _plain(value: Any) -> Any:
    """A title of a field only says its name in other letters; and FastAPI leaves out defaults that are nothing."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _without_nothing(inner) if key in _VALUES and not _is_schema(inner) else _plain(inner)
        for key, inner in value.items()
        if not ((key == "title" and isinstance(inner, str)) or (key == "default" and inner is None))
    }


def _without_nothing(value: Any) -> Any:
    return {key: inner for key, inner in value.items() if inner is not None} if isinstance(value, dict) else value


def _is_schema(value: Any) -> bool:
    """A field may be called `default` or `examples`, too."""
    return isinstance(value, dict) and not value.keys().isdisjoint({"type", "$ref", "anyOf", "oneOf", "allOf"})


def _referring(value: Any, homes: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_referring(item, homes) for item in value]
    if isinstance(value, dict):
        return {key: _referring(inner, homes) for key, inner in value.items()}
    if isinstance(value, str) and value.startswith(COMPONENT):
        return homes.get(value.removeprefix(COMPONENT), value)
    return value

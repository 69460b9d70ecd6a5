"""How endpoints made from tables are described, so that FastAPI and OpenAPI find their types and words."""

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import Header, Path, Request
from pydantic import BaseModel
from pydantic.json_schema import SkipJsonSchema

from shared.contracts.types import Id

_Absent = Annotated[None, SkipJsonSchema()]
"""Not sent: nothing that a header could hold."""
SIGNED: dict[str, Any] = {"security": [{"token": []}]}
_IDEMPOTENCY = {
    "description": "The command's id. Repeating a request with the same one gives the first answer again.",
    "pattern": "^[!-~]{1,200}$",
    "examples": ["handover-at-night-1"],
}
_IF_MATCH = {
    "description": "The ETag of the version you have seen; where there is a newer one the command is refused (409).",
    "pattern": r'^(\*|"\d{1,15}")$',
    "examples": ['"7"'],
}


def signed(endpoint: Callable[..., Any], name: str, parameters: list[inspect.Parameter]) -> Callable[..., Any]:
    """The endpoint with a signature made from the row, which is where FastAPI finds types."""
    endpoint.__name__ = name
    first = inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)
    endpoint.__signature__ = inspect.Signature([first, *parameters])  # type: ignore[attr-defined]
    return endpoint


def parameter(name: str, annotation: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def path_ids(path: str) -> list[inspect.Parameter]:
    """The ids that stand in a path."""
    return [parameter(name, Annotated[Id, Path()]) for name in ids_in(path)]


def command_headers() -> list[inspect.Parameter]:
    """What may come with every command."""
    return [
        parameter("idempotency_key", Annotated[str | _Absent, _header("Idempotency-Key", _IDEMPOTENCY)], None),
        parameter("if_match", Annotated[str | _Absent, _header("If-Match", _IF_MATCH)], None),
    ]


def _header(name: str, details: Mapping[str, Any]) -> Any:
    """A header that is only described here: `http.requests` checks it, with a better answer."""
    return Header(alias=name, description=details["description"], json_schema_extra={**details, "default": None})


def ids_in(path: str) -> list[str]:
    return re.findall(r"{(\w+)}", path)


def summary_of(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).capitalize()


def description_of(kind: type[BaseModel]) -> str:
    return inspect.cleandoc(kind.__dict__.get("__doc__") or "") or f"{summary_of(kind.__name__)}."

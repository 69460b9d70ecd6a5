"""Finds every contract, and describes each as a JSON Schema: events without their private fields, as they are on the bus."""

import importlib
import inspect
from collections.abc import Sequence
from functools import cache
from types import ModuleType
from typing import Any

from pydantic import BaseModel, ConfigDict, create_model
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from convene.permissions import services
from services import SERVICES
from shared.contracts.base import Command, Event, Query, private_fields

REF = "#/$defs/{model}"


@cache
def contracts(service: str) -> ModuleType | None:
    """The module with a service's public language; the gateway has none."""
    try:
        return importlib.import_module(f"shared.contracts.{service}")
    except ModuleNotFoundError:
        return None


def kinds_of[K: Command | Event | Query](service: str, base: type[K]) -> list[type[K]]:
    """Every command, event or query of a service, in the order in which they are written."""
    module = contracts(service)
    if module is None:
        return []
    found = [kind for kind in vars(module).values() if inspect.isclass(kind) and issubclass(kind, base)]
    mine = [kind for kind in found if f"{kind.__module__}.".startswith(f"{module.__name__}.")]
    # A class that others there derive from is no contract itself.
    return [kind for kind in mine if not any(issubclass(other, kind) for other in mine if other is not kind)]


def view_of(query: type[Query]) -> type[BaseModel] | None:
    """What a query is answered with, as its service declares it."""
    for service in services():
        function = service.query_handlers.get(query)
        if function is not None:
            view: type[BaseModel] = inspect.get_annotations(function, eval_str=True)["return"]
            return view
    return None


def schema_path(service: str) -> str:
    """The file with the schemas of a service's contracts, as other files of the reference refer to it."""
    return f"schemas/{service}.json"


@cache
def public(event: type[Event]) -> type[BaseModel]:
    """The event as others see it: the same name and words, without what is private."""
    secret = private_fields(event)
    fields: dict[str, Any] = {
        name: (field.annotation, field) for name, field in event.model_fields.items() if name not in secret
    }
    return create_model(event.__name__, __config__=ConfigDict(extra="allow"), __doc__=event.__doc__, **fields)


def schemas(models: Sequence[tuple[type[BaseModel], JsonSchemaMode]], ref: str = REF) -> dict[str, Any]:
    """The schema of each model, and of what they are made of, by name."""
    _, found = models_json_schema(models, ref_template=ref, schema_generator=Plain)
    definitions: dict[str, Any] = found.get("$defs", {})
    return definitions


class Plain(GenerateJsonSchema):
    """Field names are titles enough."""

    def get_title_from_name(self, name: str) -> str:
        return ""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


__all__ = ["SERVICES", "Plain", "contracts", "kinds_of", "public", "schema_path", "schemas", "services", "view_of"]

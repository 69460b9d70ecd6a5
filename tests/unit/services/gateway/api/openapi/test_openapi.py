"""What the API's description says of itself."""

from typing import Any

import pytest

from services.gateway.api.application import openapi
from services.gateway.api.openapi.examples import example_of, known
from services.gateway.api.openapi.signatures import ids_in
from services.gateway.api.routes import COMMANDS, Do
from shared.contracts.base import derived_id

OPERATIONS = [
    (path, method, operation) for path, name in openapi()["paths"].items() for method, operation in name.items()
]


def test_it_is_openapi_3_1_and_every_operation_has_a_name_of_its_own() -> None:
    assert openapi()["openapi"].startswith("3.1")
    names = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("do", COMMANDS, ids=lambda do: do.command.__name__)
def test_the_example_of_every_command_is_one_that_its_model_accepts(do: Do) -> None:
    in_path = {name: derived_id(name.removesuffix("_id"), "example") for name in ids_in(do.path)}
    do.command.model_validate({**example_of(do.command), **in_path})
    body = openapi()["paths"][do.path]["post"]["requestBody"]["content"]["application/json"]
    assert body["example"] == example_of(do.command)


def test_every_command_that_has_something_in_its_body_has_an_example() -> None:
    without = {do.command for do in COMMANDS if do.command.model_fields.keys() - ids_in(do.path)} - known()
    assert not without


def test_every_answer_is_described_by_its_own_status_and_problems_have_their_media_type() -> None:
    document = openapi()
    for path, method, operation in OPERATIONS:
        statuses = set(operation["responses"])
        assert all(status.isdigit() for status in statuses), path
        if path == "/healthz":
            continue
        assert {"401", "403", "404", "422", "500", "503"} <= statuses, path
        assert method != "post" or {"400", "409", "413", "415"} <= statuses, path
        for status in statuses - {"200", "201", "304"}:
            problem = document["components"]["responses"][operation["responses"][status]["$ref"].rpartition("/")[2]]
            assert list(problem["content"]) == ["application/problem+json"]


def test_headers_that_matter_are_described_where_they_come() -> None:
    paths, responses = openapi()["paths"], openapi()["components"]["responses"]
    proposed = paths["/api/clinics"]["post"]["responses"]["201"]
    assert set(proposed["headers"]) == {"ETag", "Location"}
    assert set(paths["/api/clinics/{clinic_id}"]["get"]["responses"]["200"]["headers"]) == {"ETag"}
    assert "headers" not in paths["/api/communities/{community_id}/clinics"]["get"]["responses"]["200"]
    assert set(responses["Away"]["headers"]) == set(responses["TooOften"]["headers"]) == {"Retry-After"}
    assert set(responses["WhoAreYou"]["headers"]) == {"WWW-Authenticate"}


def test_every_command_tells_of_the_headers_that_make_it_safe_to_repeat() -> None:
    for do in COMMANDS:
        told = {
            name["name"]: name for name in openapi()["paths"][do.path]["post"]["parameters"] if name["in"] == "header"
        }
        assert set(told) == {"Idempotency-Key", "If-Match"}
        assert not any(name["required"] for name in told.values())


def test_no_type_is_named_by_the_module_it_stands_in() -> None:
    assert not [name for name in openapi()["components"]["schemas"] if "__" in name]
    assert _refs(openapi()) <= {
        f"#/components/{kind}/{name}" for kind in ("schemas", "responses") for name in openapi()["components"][kind]
    }


def _refs(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(_refs(inner) for inner in value.values()))
    if isinstance(value, list):
        return set().union(*(_refs(inner) for inner in value))
    return set()

"""The generated documents tell what the code says, and nothing private."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest
import yaml
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from services import SERVICES
from services.gateway.api.application import openapi
from shared.bus.cloudevents import messages
from shared.bus.subjects import Subjects
from shared.contracts import clinic as c
from shared.contracts.base import Event, derived_id, private_fields
from shared.contracts.community import MemberInvited
from shared.journal import Commit
from tests.support.world import COMMUNITY, NOON, member
from tools.asyncapi import asyncapi
from tools.contracts import schema_path
from tools.generate import ROOT, out_of_date, protocol_schema, service_schema, written
from tools.json_text import WIDTH, json_text

DOCUMENT = asyncapi(Subjects(), "1")
WRITTEN = written()
CONTRACTS = {schema_path(service): service_schema(service) for service in SERVICES if service != "gateway"}
FILES_OF_CONTRACTS = Registry().with_resources(
    (path, Resource.from_contents(schema, default_specification=DRAFT202012)) for path, schema in CONTRACTS.items()
)
OPENAPI: dict[str, Any] = json.loads(WRITTEN["docs/reference/openapi.json"])


def test_what_is_committed_is_what_the_code_says() -> None:
    assert out_of_date(WRITTEN) == []


def test_a_changed_a_missing_and_a_left_over_file_are_named(tmp_path: Path) -> None:
    (tmp_path / "docs/reference").mkdir(parents=True)
    (tmp_path / "docs/reference/old.json").write_text("{}")
    (tmp_path / "changed").write_text("before")
    found = out_of_date({"changed": "after", "missing": ""}, tmp_path)
    assert found == ["changed", "missing", "docs/reference/old.json"]


def test_an_events_schema_has_no_private_field() -> None:
    assert private_fields(MemberInvited)
    for event in (c.AdviceGiven, c.CaseProposed, MemberInvited):
        properties = set(CONTRACTS[schema_path(event.service)]["$defs"][event.__name__]["properties"])
        assert properties == set(event.model_fields) - set(private_fields(event))


def test_a_real_message_fits_its_schema_on_the_channel_it_came_by() -> None:
    clinic = derived_id("clinic", "x")
    event = c.CaseProposed(
        community_id=COMMUNITY, clinic_id=clinic, presenter_id=member("ana"), title="Handover", question="How?"
    )
    message = message_of(event, clinic)
    channel = DOCUMENT["channels"]["clinic.CaseProposed"]
    assert message.subject == channel["address"].format(community=COMMUNITY, stream=clinic)
    schema = {**channel["messages"]["CaseProposed"]["payload"], "components": DOCUMENT["components"]}
    validator = jsonschema.Draft202012Validator(schema, registry=FILES_OF_CONTRACTS)
    validator.validate(orjson.loads(message.payload))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(orjson.loads(message.payload.replace(b"CaseProposed", b"Other")))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(orjson.loads(message.payload.replace(clinic.encode(), b"no id")))


def test_a_command_a_query_and_their_answers_have_their_subjects() -> None:
    assert DOCUMENT["channels"]["clinic.GiveAdvice"]["address"] == "convene.cmd.clinic.GiveAdvice"
    assert DOCUMENT["channels"]["clinic.GetClinic"]["address"] == "convene.qry.clinic.GetClinic"
    reply = DOCUMENT["operations"]["takeGetClinic"]["reply"]["messages"]
    assert {"$ref": "#/channels/answers/messages/ClinicView"} in reply


@pytest.mark.parametrize("document", [DOCUMENT, OPENAPI, *CONTRACTS.values()], ids=["asyncapi", "openapi", *CONTRACTS])
def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in references(document):
        assert isinstance(found_at(reference, document), dict)


def test_the_api_as_it_is_written_is_the_api_as_it_is_served() -> None:
    """Only shorter: what it refers to is what stands there in the document that a gateway serves."""
    served = openapi()
    here_alone: dict[str, Any] = OPENAPI["components"]["schemas"]
    schemas = served["components"]["schemas"]
    left_out = schemas.keys() - here_alone.keys()
    assert len(left_out) > len(schemas) / 3, "the schemas of contracts are not written once more"
    for name, schema in schemas.items():
        elsewhere = [file["$defs"][name] for file in CONTRACTS.values() if name in file["$defs"]]
        assert as_it_reads(schema) in map(as_it_reads, [here_alone[name]] if name in here_alone else elsewhere), name
    for path, operations in served["paths"].items():
        for method, operation in operations.items():
            here = OPENAPI["paths"][path][method]
            parameters = [
                found_at(parameter["$ref"], OPENAPI) if "$ref" in parameter else parameter
                for parameter in here.get("parameters", [])
            ]
            assert as_it_reads(parameters) == as_it_reads(operation.get("parameters", []))
            assert as_it_reads({**here, "parameters": 0}) == as_it_reads({**operation, "parameters": 0})


def test_no_schema_is_named_by_the_module_it_stands_in() -> None:
    assert [name for name in openapi()["components"]["schemas"] if "__" in name] == []


@pytest.mark.parametrize("value", [{}, [], [[]], {"a": []}, "ü", {"a": ["x" * 60, {"b": "y" * 60}]}], ids=str)
def test_json_in_fewer_lines_is_the_same_json(value: Any) -> None:
    text = json_text(value)
    assert json.loads(text) == value
    assert max(map(len, text.splitlines())) <= WIDTH


def test_a_services_schema_is_one_that_validators_take() -> None:
    schema = service_schema("clinic")
    jsonschema.Draft202012Validator.check_schema(schema)
    assert {"$ref": "#/$defs/GiveAdvice"} in schema["commands"]
    advice = {"$ref": "#/$defs/GiveAdvice", "$defs": schema["$defs"]}
    jsonschema.validate({"clinic_id": derived_id("clinic", "x"), "text": "Walk through one case."}, advice)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"clinic_id": "clinic-1", "text": "Walk through one case."}, advice)


def message_of(event: Event, stream: str) -> Any:
    commit = Commit(stream, 1, NOON, member("ana"), "1", COMMUNITY, [event])
    return next(iter(messages(commit, Subjects())))


def found_at(reference: str, document: dict[str, Any]) -> Any:
    file, _, path = reference.partition("#/")
    place: Any = CONTRACTS[file] if file else document
    for part in path.split("/"):
        place = place[part]
    return place


def as_it_reads(value: Any) -> Any:
    """Titles of fields, and in which file it is that something refers to, are nothing that a document says."""
    if isinstance(value, dict):
        return {
            key: as_it_reads(inner)
            for key, inner in value.items()
            if inner is not None and not (key == "title" and isinstance(inner, str))
        }
    if isinstance(value, list):
        return [as_it_reads(item) for item in value]
    return re.sub(r"^\S*#/.*/", "#/", value) if isinstance(value, str) else value


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [reference for part in value.values() for reference in references(part)]
    if isinstance(value, list):
        return [reference for part in value for reference in references(part)]
    return []


SCHEMA = jsonschema.Draft202012Validator(protocol_schema())
FILES = sorted((ROOT / "services/clinic/protocols").glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_protocol_that_comes_with_convene_fits_the_schema(file: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA.schema)
    SCHEMA.validate(yaml.safe_load(file.read_text()))


@pytest.mark.parametrize(
    "changes",
    [
        {"steps": []},
        {"steps": [{"name": "tell"}]},
        {"steps": [{"name": "tell", "minutes": "long"}]},
        {"steps": [{"name": "tell", "minutes": {"atleast": 5}}]},
        {"steps": [{"name": "Tell", "minutes": 5}]},
        {"steps": [{"name": "tell", "minutes": 5, "takes": {"advise": "group"}}]},
        {"steps": [{"name": "tell", "minutes": 5, "takes": {"advice": "consultants"}}]},
        {"steps": [{"name": "tell", "minutes": 5, "hints": {"consultants": "Talk."}}]},
        {"steps": [{"each": "person", "steps": [{"name": "tell", "minutes": 5}]}]},
        {"lasts": 60},
    ],
    ids=str,
)
def test_the_schema_of_protocols_takes_nothing_else(changes: dict[str, Any]) -> None:
    sound = {"key": "a", "title": "A", "summary": "A", "source": "A", "steps": [{"name": "tell", "minutes": 5}]}
    SCHEMA.validate(sound)
    with pytest.raises(jsonschema.ValidationError):
        SCHEMA.validate({**sound, **changes})
